import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const CLI = fileURLToPath(new URL('../../../service/cli/main.js', import.meta.url));
const old = Date.now() - 100 * 86_400_000;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

before(async () => {
  directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'plumbline.yaml'), 'ingest:\n  event_time:\n    past: 200d\n');
});
after(() => directory.remove());

function quarantine(
  url: string,
  ...rest: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, CLICKHOUSE_URL: url };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, 'quarantine', ...rest],
      { cwd: directory.path, env },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

const record = (id: string, timestamp: number) => ({
  prediction_id: id,
  model: 'm',
  version: 'v1',
  timestamp,
  features: { x: 1 },
  prediction: 1,
});

test('the commands list, show and replay, through a service or with the store in their own hands', async () => {
  const url = `chdb:${join(directory.path, 'data')}`;
  const intake = await startIntake(directory.path, {
    ingest: { event_time: { past: '30d' } },
    replayRules: { event_time: { past: '200d' } },
  });
  await intake.call('POST', '/v1/predictions', {
    json: [record('a', old), record('b', old - 200 * 86_400_000)],
  });
  const [first] = (await intake.call('GET', '/v1/quarantine')).body.items.filter(({ raw }: { raw: string }) =>
    raw.includes('"a"'),
  );
  const remote = await quarantine(url, 'list', '--url', intake.url, '--code', 'timestamp_out_of_range');
  assert.equal(remote.stdout.trim().split('\n').length, 2, remote.stderr);
  const over = await quarantine(url, 'replay', '--url', intake.url, '--id', first.quarantine_id);
  assert.deepEqual([over.code, over.stdout], [0, '1 replayed, 0 still refused\n']);
  await intake.stop();

  const listed = await quarantine(url, 'list');
  assert.match(listed.stdout, new RegExp(`${first.quarantine_id} .* replayed \\d{4}-`), listed.stderr);
  const shown = await quarantine(url, 'show', first.quarantine_id);
  assert.equal(JSON.parse(JSON.parse(shown.stdout).raw).prediction_id, 'a');
  const own = await quarantine(url, 'replay', '--code', 'timestamp_out_of_range');
  assert.equal(own.code, 1);
  assert.match(own.stdout, /^0 replayed, 1 still refused\n {2}\S+ {2}timestamp_out_of_range \/timestamp\n$/);
  const unknown = await quarantine(url, 'show', 'nothing');
  assert.notEqual(unknown.code, 0);
  assert.match(unknown.stderr, /nothing/);
});
