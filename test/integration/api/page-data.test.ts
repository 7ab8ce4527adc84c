import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { loadConfig } from '../../../service/config/load-config.ts';
import { parseRoles } from '../../../service/roles/parse-roles.ts';
import { createService, type Service } from '../../../service/service.ts';
import { type Answer, type CallOptions, callUrl, keyHash } from '../../support/api-server.ts';
import { temporaryDirectory } from '../../support/record-intake.ts';

const DAY = 86_400_000;
const FIRST = Math.floor(Date.now() / DAY) * DAY - 5 * DAY;
const READ = { key: 'reader' };
const ADMIN = { key: 'admin' };
const day = (count: number) => new Date(FIRST + count * DAY).toISOString();

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let service: Service;
const call = (method: string, path: string, options: CallOptions = READ): Promise<Answer> =>
  callUrl(service.url, method, path, options);

/** rowsOf makes one day of predictions: 200 rows, whose number x moves up on the second day. */
function rowsOf(count: number) {
  return Array.from({ length: 200 }, (_, index) => ({
    prediction_id: `${count}-${index}`,
    model: 'm',
    version: 'v1',
    timestamp: FIRST + count * DAY + index * 60_000,
    features: {
      x: index % 20 === 0 ? null : (index % 100) + count * 10,
      colour: index % 4 === 0 ? `rare ${index % 3}` : 'blue',
    },
    prediction: index % 2 === 0,
    score: (index % 10) / 10,
  }));
}

before(async () => {
  directory = await temporaryDirectory();
  const file = join(directory.path, 'plumbline.yaml');
  const keys = (['ingest', 'read', 'admin'] as const).map((scope) => ({
    name: scope,
    sha256: keyHash({ ingest: 'writer', read: 'reader', admin: 'admin' }[scope]),
    project: 'default',
    scopes: [scope],
  }));
  const stranger = {
    name: 'other',
    sha256: keyHash('stranger'),
    project: 'other',
    scopes: ['read', 'admin'],
  };
  writeFileSync(
    file,
    JSON.stringify({
      listen: '127.0.0.1:0',
      store: { url: `chdb:${join(directory.path, 'db')}` },
      log: { level: 'silent' },
      api: { keys: [...keys, stranger] },
      tick: '200ms',
      models: [{ name: 'm', task: 'binary', baseline: { window: { from: day(0), to: day(1) } } }],
      monitors: [{ name: 'inputs', model: 'm', kind: 'data_drift', window: '1d', lateness: '0s' }],
    }),
  );
  service = createService(loadConfig(file, {}), { roles: parseRoles(undefined), onFailure() {} });
  await service.start();
  for (const count of [0, 1, 2, 3]) {
    const { status } = await call('POST', '/v1/predictions', { key: 'writer', json: rowsOf(count) });
    assert.equal(status, 202);
  }
});

after(async () => {
  await service.stop();
  await directory.remove();
});

/** documented gives the schema of an answer as the OpenAPI document states it. */
async function documented(path: string, method = 'get', status = '200') {
  const { body } = await call('GET', '/openapi.json');
  return body.paths[path][method].responses[status].content['application/json'].schema;
}

async function assertDocumented(body: unknown, path: string, method?: string, status?: string) {
  assert.deepEqual(Compile(await documented(path, method, status)).Errors(body), []);
}

test('a run that answers at once is followed to its end, by its own project only', async () => {
  const begun = await call('POST', '/v1/monitors/inputs/runs', {
    ...ADMIN,
    headers: { prefer: 'respond-async' },
    json: { from: day(1), to: day(3) },
  });
  assert.deepEqual([begun.status, begun.headers.get('preference-applied')], [202, 'respond-async']);
  await assertDocumented(begun.body, '/v1/monitors/{name}/runs', 'post', '202');
  const path = begun.headers.get('location')!;
  assert.equal(path, `/v1/monitor-runs/${begun.body.run_id}`);
  let run = begun.body;
  while (run.state === 'running') {
    await sleep(20);
    run = (await call('GET', path)).body;
  }
  await assertDocumented(run, '/v1/monitor-runs/{id}');
  assert.deepEqual([run.state, run.windows_done, run.windows_total], ['done', 2, 2]);
  assert.deepEqual([run.from, run.to], [day(1), day(3)]);
  for (const id of run.evaluations) {
    assert.equal((await call('GET', `/v1/evaluations/${encodeURIComponent(id)}`)).body.mode, 'backfill');
  }
  assert.equal(run.evaluations.length, 2);
  const listed = await call('GET', '/v1/monitor-runs');
  await assertDocumented(listed.body, '/v1/monitor-runs');
  assert.equal(listed.body.items[0].run_id, run.run_id);
  const late = await call('POST', `${path}/cancel`, ADMIN);
  assert.deepEqual([late.status, late.body.state], [200, 'done']);
  for (const [method, where] of [
    ['GET', path],
    ['POST', `${path}/cancel`],
    ['GET', '/v1/monitor-runs/no-such'],
  ] as const) {
    const { status, body } = await call(method, where, { key: 'stranger' });
    assert.deepEqual([status, body.code], [404, 'not_found']);
  }
  assert.deepEqual((await call('GET', '/v1/monitor-runs', { key: 'stranger' })).body.items, []);
});

test('a run without a range takes the newest closed window, with an empty object or no body', async () => {
  for (const body of ['{}', undefined]) {
    const answer = await call('POST', '/v1/monitors/inputs/runs', { ...ADMIN, ...(body && { body }) });
    assert.deepEqual([answer.status, answer.body.state, answer.body.windows], [200, 'done', 1]);
    const run = await call('GET', `/v1/monitor-runs/${answer.body.run_id}`);
    assert.deepEqual([run.body.from, run.body.to], [day(3), day(4)]);
  }
});

test('a run that cannot begin is refused before it is promised', async () => {
  const begin = (monitor: string, json: object) =>
    call('POST', `/v1/monitors/${monitor}/runs`, { ...ADMIN, headers: { prefer: 'respond-async' }, json });
  for (const [monitor, json, status, code] of [
    ['nobody', {}, 404, 'unknown_monitor'],
    ['inputs', { from: day(1) }, 400, 'invalid_window'],
    ['inputs', { from: day(2), to: day(1) }, 400, 'invalid_window'],
    ['inputs', { from: 1, to: day(1) }, 400, 'timestamp_in_seconds'],
    ['inputs', { until: day(1) }, 400, 'invalid_request'],
  ] as const) {
    const answer = await begin(monitor, json);
    assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(json));
  }
});
