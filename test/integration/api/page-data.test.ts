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

const distribution = (query: string, options: CallOptions = READ) =>
  call('GET', `/v1/distributions?model=m&${query}`, options);
const total = (shares: number[]) => shares.reduce((sum, share) => sum + share, 0);
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('a numeric feature is counted exactly on the same edges, tails and nulls included', async () => {
  const { status, body } = await distribution(`feature=x&version=v1&from=${day(2)}&to=${day(3)}`);
  assert.equal(status, 200);
  await assertDocumented(body, '/v1/distributions');
  assert.deepEqual([body.kind, body.source, body.from, body.to], ['numeric', 'rows', day(2), day(3)]);
  assert.deepEqual([body.reference_rows, body.current_rows, body.reference_nulls], [200, 200, 0.05]);
  assert.equal(body.reference_origin.kind, 'window');
  assert.match(body.baseline_hash, /^[0-9a-f]+$/);
  const xs = (count: number) => rowsOf(count).flatMap(({ features: { x } }) => (x === null ? [] : [x]));
  for (const [side, values] of [
    ['reference', xs(0)],
    ['current', xs(2)],
  ] as const) {
    assert.equal(body[side].length, body.edges.length - 1);
    near(total(body[side]), 1);
    for (const [bin, share] of body[side].entries()) {
      const [low, high] = [body.edges[bin], body.edges[bin + 1]];
      const last = bin === body[side].length - 1;
      const inside = values.filter((value) => value >= low && (value < high || (last && value === high)));
      near(share, inside.length / values.length);
    }
  }
  assert.deepEqual([body.low_tail, body.high_tail, body.edges.at(-1)], [false, true, 119]);
});

test('a categorical feature shows its frequent categories, the rest, and what is unseen', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    ...rowsOf(3)[0]!,
    prediction_id: `many-${index}`,
    timestamp: FIRST + 4 * DAY + index,
    features: { colour: index < 30 ? 'blue' : `shade ${index % 29}` },
  }));
  await call('POST', '/v1/predictions', { key: 'writer', json: rows });
  const { body } = await distribution(`feature=colour&version=v1&from=${day(4)}&to=${day(5)}`);
  await assertDocumented(body, '/v1/distributions');
  assert.deepEqual([body.kind, body.categories[0], body.categories.at(-1)], ['categorical', 'blue', 'other']);
  assert.deepEqual([body.categories.length, body.others, body.unseen.length], [21, true, 20]);
  assert.equal(body.current[0], 0.5);
  near(total(body.current), 1);
  near(total(body.reference), 1);
  assert.ok(
    body.reference.includes(0.75) &&
      body.unseen.every(({ category }: { category: string }) => /^shade/.test(category)),
  );
});

test('the prediction and the score have distributions too; without a span it is the newest evaluated window', async () => {
  const newest = await distribution('feature=x');
  assert.deepEqual([newest.status, newest.body.to], [200, day(4)]);
  const prediction = await distribution(`subject=prediction&from=${day(1)}&to=${day(2)}`);
  await assertDocumented(prediction.body, '/v1/distributions');
  const { categories, reference, current } = prediction.body;
  assert.deepEqual(
    [categories, reference, current],
    [
      ['false', 'true'],
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  );
  const score = await distribution(`subject=score&from=${day(1)}&to=${day(2)}`);
  await assertDocumented(score.body, '/v1/distributions');
  assert.equal(score.body.current.length, 10);
  for (const share of score.body.current) near(share, 0.1);
  const empty = await distribution('feature=x&from=1990-01-01T00:00:00Z&to=1990-01-02T00:00:00Z');
  assert.deepEqual([empty.status, empty.body.current_rows, total(empty.body.current)], [200, 0, 0]);
});

test('a model without a baseline shows what came, and nothing beside it', async () => {
  const rows = rowsOf(2).map((row) => ({ ...row, model: 'bare' }));
  await call('POST', '/v1/predictions', { key: 'writer', json: rows });
  const span = `from=${day(2)}&to=${day(3)}`;
  const { body } = await call('GET', `/v1/distributions?model=bare&feature=x&${span}`);
  await assertDocumented(body, '/v1/distributions');
  near(total(body.current), 1);
  assert.deepEqual([total(body.reference), body.reference_rows, body.baseline_hash], [0, 0, null]);
  const colour = await call('GET', `/v1/distributions?model=bare&feature=colour&${span}`);
  assert.deepEqual(
    [colour.body.categories[0], colour.body.current[0], colour.body.unseen],
    ['blue', 0.75, []],
  );
});

test('distributions that cannot be are refused, and other projects see none', async () => {
  const span = `from=${day(1)}&to=${day(2)}`;
  for (const [query, status, code] of [
    ['', 400, 'invalid_request'],
    ['subject=score&feature=x', 400, 'invalid_request'],
    [`feature=x&version=&deployment=&segment=&${span}`, 200, undefined],
    [`feature=x&from=${day(1)}`, 400, 'invalid_window'],
    [`feature=x&from=${day(2)}&to=${day(1)}`, 400, 'invalid_window'],
    [`feature=x&from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z`, 200, undefined],
    [`feature=x&from=9998-01-01T00:00:00Z&to=9999-01-02T00:00:00Z`, 200, undefined],
    [`feature=nope&${span}`, 404, 'not_found'],
    [`feature=x&segment=nope&${span}`, 404, 'not_found'],
    ['subject=score', 404, 'not_found'],
    [`feature=${encodeURIComponent("x' OR 1=1 --")}&${span}`, 404, 'not_found'],
  ] as const) {
    const { status: actual, body } = await distribution(query);
    assert.deepEqual([actual, body.code], [status, code], query);
  }
  assert.equal((await distribution(`feature=x&${span}`, { key: 'stranger' })).status, 404);
});

test('ingest shows what arrived per hour, why records were rejected, and the newest event', async () => {
  const early = { ...rowsOf(1)[0]!, prediction_id: 'early', timestamp: 0 };
  const { status } = await call('POST', '/v1/predictions', {
    key: 'writer',
    json: [early, ...rowsOf(0).slice(0, 2)],
  });
  assert.equal(status, 202);
  const { body } = await call('GET', '/v1/ingest');
  await assertDocumented(body, '/v1/ingest');
  const mine = body.hours.filter(
    ({ model, kind }: { model: string; kind: string }) => model === 'm' && kind === 'prediction',
  );
  const sum = (field: string) =>
    mine.reduce((all: number, hour: Record<string, number>) => all + hour[field]!, 0);
  assert.ok(sum('accepted') >= 800 && sum('rejected') === 1 && sum('rejected_bytes') > 0);
  assert.deepEqual(
    [body.reasons.length, body.reasons[0].code, body.reasons[0].records],
    [1, 'timestamp_out_of_range', 1],
  );
  assert.deepEqual([body.partitions, body.lag_seconds], [[], null]);
  const session = await call('GET', '/v1/session');
  assert.equal(body.first_event_at, session.body.first_event_at);
  assert.ok(Date.parse(body.newest_event_at) > FIRST + 3 * DAY);
  assert.ok(Math.abs(Date.parse(body.newest_received_at) - Date.now()) < 120_000);
  const other = await call('GET', '/v1/ingest', { key: 'stranger' });
  assert.deepEqual(
    [other.body.hours, other.body.reasons, other.body.first_event_at, other.body.newest_event_at],
    [[], [], null, null],
  );
  for (const year of ['0001', '2001', '9998']) {
    const query = `from=${year}-01-01T00:00:00Z&to=${year}-01-02T00:00:00Z`;
    const { body: none } = await call('GET', `/v1/ingest?${query}`);
    assert.deepEqual([none.hours, none.reasons], [[], []], year);
  }
  for (const query of [`from=${day(2)}&to=${day(1)}`, `from=2001-01-01T00:00:00Z&to=${day(1)}`]) {
    assert.equal((await call('GET', `/v1/ingest?${query}`)).body.code, 'invalid_window');
  }
});

test('a reader waits for changes, is told what to read again, and is sent away by a stop at once', async () => {
  const { body: first } = await call('GET', '/v1/changes');
  await assertDocumented(first, '/v1/changes');
  assert.deepEqual(first.changed, []);
  const waits = call('GET', `/v1/changes?since=${first.token}`);
  await call('POST', '/v1/monitors/inputs/runs', { ...ADMIN, json: { from: day(1), to: day(2) } });
  const { body: told } = await waits;
  await assertDocumented(told, '/v1/changes');
  assert.ok(told.changed.includes('evaluations') && !told.changed.includes('retraining'));
  assert.notEqual(told.token, first.token);
  for (const token of ['nonsense', `${first.token}~1`, '']) {
    const { status, body } = await call('GET', `/v1/changes?since=${token}`);
    assert.deepEqual([status, body.code], [400, 'invalid_request'], token);
  }
  const { token } = (await call('GET', '/v1/changes', { key: 'stranger' })).body;
  const late = call('GET', `/v1/changes?since=${token}`, { key: 'stranger' });
  await sleep(50);
  const stopped = service.stop();
  assert.deepEqual([(await late).status, (await late).headers.get('retry-after')], [503, '5']);
  await stopped;
});
