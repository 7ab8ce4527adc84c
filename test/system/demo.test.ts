import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/service-process.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(ROOT, 'dist/examples/flights/main.js');

/** pictureOfReadme is the excerpt that the README shows of the demo's output. */
function pictureOfReadme(): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  return block.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…');
}

/** runDemo gives what the demo prints. */
async function runDemo(...options: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-demo-'));
  try {
    const place = ['--data', join(folder, 'data'), '--port', String(await freePort())];
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--exit', ...options, ...place], {
      encoding: 'utf8',
      timeout: 400_000,
    });
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** storyOf is the summary without its timings. */
function storyOf(stdout: string): string {
  const summary = stdout.slice(stdout.indexOf('Week by week'));
  return summary.replace(/at \d+ a second while sending; \d+ s in all/, '');
}

let story = '';

test('demo: 300,000 real flights end in incidents, notifications, a retrained version and an honest summary', async () => {
  const stdout = await runDemo();
  story = storyOf(stdout);
  assert.match(stdout, /^\s+2001-02-12 {2}v1 .*performance/m, 'the storms of February are found');
  assert.match(stdout, /retrained: v2 on \d+ flights/);
  assert.match(
    stdout,
    /^\s+2001-04-23 {2}v2 .*inputs/m,
    'later flights are predicted by v2 and its inputs drift in the calm',
  );
  assert.doesNotMatch(stdout, /\b(origin|destination|distance|hour) {2,}v\d/, 'static inputs stay silent');
  for (const channel of ['slack', 'pagerduty', 'webhook', 'email', 'retrain']) {
    assert.match(stdout, new RegExp(`notifications delivered:.*\\b${channel} [1-9]`), channel);
  }
  assert.match(stdout, /\d retraining runs:/);
  assert.match(stdout, /where v1 would have had/, 'a retraining is held against the version before');
  const [, windows, records] = /(\d+) windows evaluated; (\d+) records/.exec(stdout) ?? [];
  assert.equal(Number(windows), 60);
  assert.ok(Number(records) >= 600_000, 'predictions and labels of the whole sample');

  const picture = pictureOfReadme();
  assert.ok(picture.length > 10, 'the README shows the output');
  for (const line of picture)
    assert.ok(stdout.includes(line), `the README shows a line that the demo does not print: ${line}`);
});

test('demo: through a real Kafka broker the story ends the same, to the last digit', async () => {
  assert.equal(storyOf(await runDemo('--kafka')), story);
});
