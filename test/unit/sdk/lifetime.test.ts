import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { type IngestServer, startIngestServer } from './ingest-server.ts';

const SDK = new URL('../../../sdk/src/index.js', import.meta.url).href;

/** runChild runs a script with `client` and `log` in scope, and gives how it ended. */
function runChild(server: IngestServer, script: string, options: Record<string, unknown> = {}) {
  const settings = JSON.stringify({ url: server.url, model: 'eta', version: '7', ...options });
  const source = `
    import { Plumbline } from ${JSON.stringify(SDK)};
    const client = new Plumbline(${settings});
    const log = (id, age = 1) => client.logPrediction({ predictionId: id, features: { age }, prediction: 1 });
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout: stdout.trim(), stderr }));
  });
}

test('lifetime: records that wait for their age do not keep a process alive', async () => {
  const server = await startIngestServer();
  const ended = await runChild(server, `log('p1'); console.log(client.stats.buffered);`, {
    batchAgeMs: 3_600_000,
  });
  assert.deepEqual(ended, { code: 0, stdout: '1', stderr: '' });
  assert.equal(server.requests.length, 0);
  await server.close();
});

test('lifetime: a wait between two attempts does not keep a process alive', async () => {
  const server = await startIngestServer(() => ({ status: 503, headers: { 'retry-after': '250' } }));
  const ended = await runChild(server, `log('p1');`, { batchRecords: 1 });
  assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' });
  assert.equal(server.requests.length, 1);
  await server.close();
});

test('lifetime: a process that awaits flush, ready or close lives until they resolve', async () => {
  const server = await startIngestServer((_, number) =>
    number === 0 ? { status: 503, headers: { 'retry-after': '0.05' } } : 'accept',
  );
  const script = `
    for (let i = 0; i < 20; i++) { await client.ready(); log('p' + i); }
    const flushed = await client.flush();
    log('last');
    const closed = await client.close();
    console.log(client.stats.accepted, flushed.buffered, closed.accepted);`;
  const ended = await runChild(server, script, { maxBufferedRecords: 4, batchAgeMs: 3_600_000 });
  assert.deepEqual(ended, { code: 0, stdout: '21 0 1', stderr: '' });
  await server.close();
});

test('lifetime: close at its deadline lets the process end although the service hangs', async () => {
  const server = await startIngestServer(() => 'hang');
  const ended = await runChild(server, `log('p1'); console.log((await client.close()).dropped);`, {
    closeTimeoutMs: 100,
    requestTimeoutMs: 3_600_000,
  });
  assert.equal(ended.code, 0);
  assert.equal(ended.stdout, '1');
  await server.close();
});

test('warnings: without callbacks the first loss of each sort is printed once, without the key', async () => {
  const server = await startIngestServer(() => ({ status: 401, body: { code: 'unauthorized' } }));
  const script = `
    for (const id of ['a', 'b']) { log(id, NaN); log(id); await client.flush(); }
    await client.close();`;
  const ended = await runChild(server, script, { apiKey: 'pl_4f9d1c' });
  assert.equal(ended.code, 0);
  const warnings = ended.stderr.split('\n').filter((line) => line.includes('PlumblineWarning'));
  assert.equal(warnings.length, 2);
  assert.match(warnings[0] ?? '', /rejected \(number_not_finite \/features\/age/);
  assert.match(warnings[1] ?? '', /dropped \(refused: HTTP 401 unauthorized\)/);
  assert.doesNotMatch(ended.stderr, /pl_4f9d1c/);
  await server.close();
});
