import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { notification, retrainingRun, transition } from '../../conformance/store/alert-rows.ts';
import { evaluation, finding, START, series } from '../../support/alert-builders.ts';
import { keyHash } from '../../support/api-server.ts';
import { type RecordIntake, startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const MINE = 'mine';
const THEIRS = 'theirs';
const key = (project: string) => ({
  name: project,
  sha256: keyHash(project),
  project,
  scopes: ['ingest', 'read', 'admin'] as ('ingest' | 'read' | 'admin')[],
});
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let intake: RecordIntake;

before(async () => {
  directory = await temporaryDirectory();
  intake = await startIntake(directory.path, {
    api: {
      keys: [key(MINE), key(THEIRS), { ...key('sender'), scopes: ['ingest'] }],
      metrics_sha256: keyHash('scraper'),
    },
  });
  const { store } = intake;
  const timestamp = Date.now() - 1000;
  const record = {
    prediction_id: 'p',
    model: 'm',
    version: 'v1',
    timestamp,
    features: { age: 1 },
    prediction: 1,
  };
  await intake.call('POST', '/v1/predictions', { key: MINE, json: [record, { ...record, timestamp: 0 }] });
  const accuracy = { subject: { kind: 'prediction', name: '' }, statistic: 'accuracy' } as const;
  const evaluated = evaluation(0, 'critical', {
    key: series({ project: MINE }),
    evaluationId: 'e1',
    results: [finding({ severity: 'critical' }), finding(accuracy)],
  });
  await store.evaluationStore.saveEvaluation(evaluated);
  await store.alertStore.appendTransitions([
    transition(MINE),
    transition(MINE, { sequence: 1, kind: 'resolved', state: 'resolved', firing: [] }),
  ]);
  await store.notificationLog.saveNotifications([notification(MINE)]);
  await store.retrainingStore.saveRun(retrainingRun(MINE));
  await store.baselineStore.saveBaseline({
    project: MINE,
    model: 'm',
    version: '',
    hash: 'h1',
    origin: { kind: 'file', file: 'january.parquet', bytesHash: 'x' },
    rows: 12,
    createdAt: START,
    metrics: [{ metric: 'accuracy', value: 0.75, standardError: 0.01, n: 1000 }],
    references: [],
  });
});

after(async () => {
  await intake.stop();
  await directory.remove();
});

const LISTS = [
  '/v1/models',
  '/v1/models/m/versions',
  '/v1/models/m/features',
  '/v1/models/m/baselines',
  '/v1/evaluations',
  '/v1/measurements',
  '/v1/incidents',
  '/v1/notifications',
  '/v1/retraining-runs',
  '/v1/quarantine',
  '/v1/fleet',
  '/v1/series',
  '/v1/measurement-days?model=delays',
  '/v1/performance?model=delays',
  '/v1/timeline',
];
const ONES = ['/v1/evaluations/e1', '/v1/incidents/i1'];

/** documented gives the schema of an answer as the OpenAPI document states it. */
async function documented(path: string) {
  const { body } = await intake.call('GET', '/openapi.json');
  const template = path
    .replace(/\?.*/, '')
    .replace('/models/m/', '/models/{model}/')
    .replace(/\/[ei]1$/, '/{id}');
  return body.paths[template].get.responses['200'].content['application/json'].schema;
}

for (const path of [...LISTS, ...ONES]) {
  test(`${path} answers as documented, to its own project only`, async () => {
    const { status, body } = await intake.call('GET', path, { key: MINE });
    assert.equal(status, 200);
    const schema = Compile(await documented(path));
    assert.deepEqual(schema.Errors(body), []);
    if (LISTS.includes(path)) assert.ok(body.items.length > 0, 'there is something to check');
    const other = await intake.call('GET', path, { key: THEIRS });
    if (ONES.includes(path)) assert.equal(other.status, 404);
    else assert.deepEqual(other.body, { items: [] });
  });
}

test('a session tells who asks, and when the first record came', async () => {
  const { status, body } = await intake.call('GET', '/v1/session', { key: MINE });
  assert.equal(status, 200);
  assert.deepEqual(Compile(await documented('/v1/session')).Errors(body), []);
  assert.deepEqual([body.project, body.scopes], [MINE, ['ingest', 'read', 'admin']]);
  assert.ok(Math.abs(Date.now() - Date.parse(body.first_event_at)) < 60_000);
  const other = await intake.call('GET', '/v1/session', { key: THEIRS });
  assert.deepEqual([other.body.project, other.body.first_event_at], [THEIRS, null]);
});

test('lists are narrowed by series, state and time', async () => {
  const count = async (path: string) => (await intake.call('GET', path, { key: MINE })).body.items.length;
  assert.equal(await count('/v1/evaluations?monitor=nope'), 0);
  assert.equal(await count(`/v1/evaluations?from=${START}&to=${START + 1}&status=complete,partial`), 1);
  assert.equal(await count(`/v1/evaluations?from=${START + 1}`), 0);
  assert.equal(await count('/v1/incidents?state=open'), 0);
  assert.equal(await count('/v1/incidents?state=resolved,open'), 1);
  assert.equal(await count('/v1/notifications?incident_id=i1&state=pending'), 1);
  assert.equal(await count('/v1/measurements?statistic=psi&severity=critical'), 1);
  assert.equal(await count('/v1/measurements?statistic=ks'), 0);
  assert.equal(await count('/v1/quarantine?code=timestamp_out_of_range&model=m'), 1);
  assert.equal(await count('/v1/quarantine?code=invalid_json'), 0);
});

test('what the read model is asked for is narrowed and checked', async () => {
  const get = (path: string, key = MINE) => intake.call('GET', path, { key });
  const count = async (path: string) => (await get(path)).body.items.length;
  const days = '/v1/measurement-days?model=delays';
  assert.equal(await count(days), 2);
  assert.equal(await count(`${days}&worst`), 2);
  assert.equal(await count(`${days}&statistic=psi&feature=origin_delay&monitor=inputs&version=v1`), 1);
  assert.equal(await count(`${days}&from=${START + 1}`), 0);
  assert.equal(await count('/v1/performance?model=delays&version=v2'), 0);
  assert.equal(await count('/v1/series?model=delays&monitor=inputs'), 1);
  assert.equal(await count('/v1/timeline?model=m'), 3);
  assert.equal(await count('/v1/timeline?limit=1'), 1);
  assert.equal(await count(`/v1/timeline?to=${START}`), 0);
  for (const path of [
    '/v1/measurement-days',
    '/v1/performance?version=v1',
    `${days}&limit=0`,
    `${days}&limit=10001`,
    '/v1/timeline?from=yesterday',
    '/v1/fleet?model=m',
    '/v1/series?from=0',
  ])
    assert.equal((await get(path)).status, 400, path);
  for (const path of ['/v1/fleet', '/v1/series', days, '/v1/performance?model=delays', '/v1/timeline']) {
    assert.equal((await get(path, 'sender')).status, 403, path);
    assert.equal((await get(path, 'nobody')).status, 401, path);
  }
});

test('hostile ids and filters find nothing and break nothing', async () => {
  for (const name of [
    "' OR 1=1 --",
    '"; drop table incidents',
    '\\',
    '\u0000',
    '😀',
    "x' UNION SELECT * FROM predictions --",
    '%',
    '{x:String}',
  ]) {
    const id = encodeURIComponent(name);
    for (const path of [`/v1/incidents/${id}`, `/v1/evaluations/${id}`]) {
      assert.equal((await intake.call('GET', path, { key: MINE })).status, 404, path);
    }
    for (const path of [
      `/v1/models/${id}/features`,
      `/v1/evaluations?model=${id}&monitor=${id}&version=${id}&status=${id}`,
      `/v1/measurements?feature=${id}&statistic=${id}`,
      `/v1/measurement-days?model=${id}&feature=${id}&statistic=${id}`,
      `/v1/performance?model=${id}&version=${id}`,
      `/v1/series?model=${id}&monitor=${id}&version=${id}`,
      `/v1/timeline?model=${id}`,
      `/v1/notifications?incident_id=${id}&state=${id}`,
      `/v1/quarantine?code=${id}`,
    ]) {
      const { status, body } = await intake.call('GET', path, { key: MINE });
      assert.deepEqual([status, body.items], [200, []], path);
    }
  }
});

test('the newest drift values are gauges', async () => {
  // Gauges show what was evaluated lately.
  const key = series({ project: MINE, monitor: 'fresh' });
  await intake.store.evaluationStore.saveEvaluation(
    evaluation(1, 'critical', { key, evaluationId: 'e2', evaluatedAt: Date.now() }),
  );
  assert.equal((await intake.call('GET', '/metrics')).status, 401);
  assert.equal((await intake.call('GET', '/metrics', { key: MINE })).status, 401);
  const { status, text } = await intake.call('GET', '/metrics', { key: 'scraper' });
  assert.equal(status, 200);
  assert.match(text, /^plumbline_drift_effect\{project="mine",.*monitor="fresh",.*statistic="psi"\} \d/m);
  assert.match(text, /^plumbline_drift_values_up 1$/m);
});
