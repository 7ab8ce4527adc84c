import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCallback } from '../../../../alerts/retraining/callback.ts';
import { callbackToken, hashToken, tokenMatches, tokenProject } from '../../../../alerts/retraining/token.ts';
import { type RetrainingRun, Secret } from '../../../../domain/index.ts';
import { MemoryStores } from '../../../support/alert-stores.ts';

const secret = new Secret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
const token = callbackToken(secret, 'prøject', 'run-1');

function stores(): MemoryStores {
  const memory = new MemoryStores();
  const run: RetrainingRun = {
    project: 'prøject',
    runId: 'run-1',
    incidentId: 'incident-1',
    notifier: 'retrain',
    model: 'delays',
    fromVersion: 'v1',
    toVersion: '',
    state: 'requested',
    reason: '',
    window: { start: 0, end: 1 },
    worstFeatures: [],
    tokenHash: hashToken(token),
    decidedAt: 0,
    requestedAt: 0,
    updatedAt: 0,
  };
  memory.runs.set(run.runId, run);
  return memory;
}

const code = (expected: string) => (error: unknown) => (error as { code?: string }).code === expected;

test('token: derived alike every time, different by run, project and secret', () => {
  assert.equal(callbackToken(secret, 'prøject', 'run-1'), token);
  assert.equal(tokenProject(token), 'prøject');
  const others = [
    callbackToken(secret, 'prøject', 'run-2'),
    callbackToken(secret, 'other', 'run-1'),
    callbackToken(new Secret(`whsec_${Buffer.alloc(32, 8).toString('base64')}`), 'prøject', 'run-1'),
  ];
  for (const other of others) assert.equal(tokenMatches(other, hashToken(token)), false);
  assert.equal(tokenMatches(token, hashToken(token)), true);
  assert.equal(tokenMatches(token, ''), false);
});

test('callback: started, then succeeded, registers the version and its baseline once', async () => {
  const memory = stores();
  const { receive } = createCallback(memory, memory, () => 42);
  assert.equal((await receive('run-1', token, { state: 'started' })).state, 'started');
  const report = { state: 'succeeded', version: 'v2', baseline: { window: 'last 28d' } };
  const view = await receive('run-1', token, report);
  assert.equal(view.to_version, 'v2');
  await receive('run-1', token, report);
  assert.deepEqual(memory.versions, [
    {
      version: {
        project: 'prøject',
        model: 'delays',
        version: 'v2',
        registeredAt: 42,
        source: 'retrained',
        retrainingRunId: 'run-1',
      },
      baseline: { window: 'last 28d' },
    },
  ]);
  assert.equal(memory.runs.get('run-1')!.state, 'succeeded');
});

test('callback: the version is registered although the process dies before the run is saved', async () => {
  const memory = stores();
  memory.crash = { onWrite: 2, applied: false };
  const report = { state: 'succeeded', version: 'v2' };
  await assert.rejects(createCallback(memory, memory, () => 1).receive('run-1', token, report));
  memory.revive();
  await createCallback(memory, memory, () => 2).receive('run-1', token, report);
  assert.equal(memory.runs.get('run-1')!.state, 'succeeded');
  assert.deepEqual(
    memory.versions.map(({ version }) => version.version),
    ['v2', 'v2'],
  );
});

test('callback: a wrong, foreign or malformed token is unauthorized, an unknown run not found', async () => {
  const { receive } = createCallback(stores(), stores(), () => 0);
  const foreign = callbackToken(secret, 'prøject', 'run-2');
  for (const wrong of ['', 'x', 'a.b', foreign, `${token}x`, token.toUpperCase()])
    await assert.rejects(
      receive('run-1', wrong, { state: 'started' }),
      (error) => code('unauthorized')(error) || code('not_found')(error),
      wrong,
    );
  await assert.rejects(receive('run-1', foreign, { state: 'started' }), code('unauthorized'));
  await assert.rejects(receive('run-9', token, { state: 'started' }), code('not_found'));
});

test('callback: a report of another shape is refused', async () => {
  const { receive } = createCallback(stores(), stores(), () => 0);
  const wrong: unknown[] = [
    null,
    'started',
    {},
    { state: 'cured' },
    { state: 'succeeded' },
    { state: 'started', x: 1 },
  ];
  for (const report of wrong) await assert.rejects(receive('run-1', token, report), code('invalid_request'));
});

test('callback: two contradicting reports at once: one wins, the other conflicts', async () => {
  const memory = stores();
  const { receive } = createCallback(memory, memory, () => 0);
  const [first, second] = await Promise.allSettled([
    receive('run-1', token, { state: 'failed', message: 'no' }),
    receive('run-1', token, { state: 'succeeded', version: 'v2' }),
  ]);
  assert.equal(first.status, 'fulfilled');
  assert.ok(second.status === 'rejected' && code('conflict')(second.reason));
  assert.deepEqual(memory.versions, []);
});
