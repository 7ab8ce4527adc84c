import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort, startService } from '../support/service-process.ts';

const MAIN = fileURLToPath(new URL('../../service/cli/main.js', import.meta.url));

/** serve runs the built service until it ends and gives what it printed. */
function serve(yaml: string): { readonly status: number | null; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-startup-'));
  try {
    const file = join(folder, 'plumbline.yaml');
    writeFileSync(file, yaml.replaceAll('DIR', folder));
    const { status, stderr } = spawnSync(process.execPath, [MAIN, 'serve', '--config', file], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    return { status, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertOneClearMessage(stderr: string): void {
  assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace was printed');
  assert.equal(stderr.split('\n').filter((line) => line.startsWith('plumbline: ')).length, 1, stderr);
}

test('start-up: a port in use is one clear message', async () => {
  const service = await startService();
  try {
    const { status, stderr } = serve(`listen: 127.0.0.1:${service.port}\nstore: { url: "chdb:DIR/db" }\n`);
    assert.equal(status, 1);
    assert.match(stderr, new RegExp(`${service.port}.*\\[address_in_use\\]`));
    assertOneClearMessage(stderr);
  } finally {
    await service.dispose();
  }
});

test('start-up: a second process on one data directory is one clear message', async () => {
  const service = await startService();
  try {
    const { status, stderr } = serve(
      `listen: 127.0.0.1:${await freePort()}\nstore: { url: "chdb:${join(service.dataDir, 'db')}" }\n`,
    );
    assert.equal(status, 1);
    assert.match(stderr, /\[data_directory_locked\]/);
    assertOneClearMessage(stderr);
  } finally {
    await service.dispose();
  }
});

test('start-up: a broken configuration names every problem with its line, all at once', async () => {
  const { status, stderr } = serve(
    [
      `listen: 127.0.0.1:${await freePort()}`,
      'store: { url: "chdb:DIR/db" }',
      'models:',
      '  - name: m',
      '    task: binarry',
      'monitors:',
      '  - name: a',
      '    model: nobody',
      '    kind: data_drift',
      '    window: 1 fortnight',
      'colour: red',
    ].join('\n'),
  );
  assert.equal(status, 1);
  assert.match(stderr, /\[invalid_config\]/);
  for (const expected of [/:5\b.*models\.0\.task/, /:8\b.*nobody/, /:10\b.*fortnight/, /:11\b.*colour/])
    assert.match(stderr, expected);
  assertOneClearMessage(stderr);
});

test('start-up: YAML that does not parse and a file that is absent are one clear message', () => {
  const broken = serve('models: [1, 2\n');
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /line \d/);
  assertOneClearMessage(broken.stderr);
  const absent = spawnSync(process.execPath, [MAIN, 'serve', '--config', '/nowhere/plumbline.yaml'], {
    encoding: 'utf8',
  });
  assert.equal(absent.status, 1);
  assertOneClearMessage(absent.stderr);
});

test('start-up: listening beyond loopback without keys is refused', async () => {
  const { status, stderr } = serve(`listen: 0.0.0.0:${await freePort()}\nstore: { url: "chdb:DIR/db" }\n`);
  assert.equal(status, 1);
  assert.match(stderr, /\[insecure_listen\]/);
  assertOneClearMessage(stderr);
});
