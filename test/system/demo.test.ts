import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbeddedEngine } from '../../store/embedded-engine.ts';
import { checkBoards } from '../support/board-check.ts';
import { copyOfDemo, type DemoRun, runDemo, sharedDemo } from '../support/flights-demo.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** pictureOfReadme is the excerpt that the README shows of the demo's output. */
function pictureOfReadme(): string[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  return block.split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…');
}

/** told gives what a demo printed, once it has ended well. */
function told({ status, stdout, stderr }: DemoRun): string {
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

/** storyOf is the summary without its timings. */
function storyOf(stdout: string): string {
  const summary = stdout.slice(stdout.indexOf('Week by week'));
  return summary.replace(/at \d+ a second while sending; \d+ s in all/, '');
}

/** lookAtBoards runs every query of the Grafana boards on what a demo left. */
async function lookAtBoards(run: DemoRun): Promise<void> {
  const folder = copyOfDemo(run);
  const engine = await openEmbeddedEngine({ path: join(folder, 'db'), appenders: 0, readers: 0 });
  try {
    const ask = (sql: string) => engine.writer.run(sql);
    const range = { from: Date.UTC(2001, 0, 1), to: Date.now() };
    const { chosen, empty } = await checkBoards(ask, { ...range, variables: {} });
    const { project, model, feature } = chosen['plumbline-feature']!;
    assert.deepEqual([project, model], ['default', 'flight-delays']);
    assert.match(feature!, /_late_share$/, 'the feature that moved most is chosen first');
    assert.deepEqual(empty, [
      'plumbline-ingest "Rejected by reason" A',
      'plumbline-ingest "Partitions of the log" A',
      'plumbline-ingest "Quarantine" A',
    ]);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

let story = '';

test('demo: 300,000 real flights end in incidents, notifications, a retrained version, an honest summary and full boards', async () => {
  const run = await sharedDemo();
  const stdout = told(run);
  await lookAtBoards(run);
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

test('demo: through a real Kafka broker the story ends the same, to the last digit', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-demo-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(storyOf(told(await runDemo(join(folder, 'data'), '--kafka'))), story);
});
