import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { caughtUp, list, post, postLines, type Row } from '../support/service-requests.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
const PER_DAY = 400;
/** Days after START: two of reference, then one per case; nothing is sent on the empty one. */
const DAYS = { usual: 2, gone: 3, unseen: 4, empty: 5, constant: 6, nulls: 7, texts: 8, last: 9 };
const REFERENCE_DAYS = 2;
/** One name for a model, a monitor, a segment, a tag and a feature. */
const ODD = `it's "odd" \\ \0 \n 🛩️ '; drop table predictions; --`;

const yaml = (notParquet: string) => `
clock: replay
tick: 200ms
log: { level: warn }
ingest: { event_time: { past: 20000d } }
models:
  - name: shop
    task: binary
    positive_class: true
    max_label_delay: 100d
    baseline: { window: { from: ${day(0)}, to: ${day(REFERENCE_DAYS)} } }
  - name: filed
    task: binary
    baseline: { file: ${notParquet} }
  - name: silent
    task: regression
    baseline: { window: { from: ${day(0)}, to: ${day(REFERENCE_DAYS)} } }
  - name: ${JSON.stringify(ODD)}
    task: binary
    baseline: { window: { from: ${day(0)}, to: ${day(REFERENCE_DAYS)} } }
monitors:
  - name: ${JSON.stringify(ODD)}
    model: ${JSON.stringify(ODD)}
    kind: data_drift
    window: 1d
    lateness: 0s
    segments: [{ name: ${JSON.stringify(ODD)}, where: [{ tag: ${JSON.stringify(ODD)}, in: [${JSON.stringify(ODD)}] }] }]
  - { name: inputs, model: shop, kind: data_drift, window: 1d, lateness: 0s, statistics: [psi, ks, chi_square, wasserstein, jensen_shannon] }
  - { name: absence, model: shop, kind: data_drift, window: 1d, lateness: 0s, on_no_data: alert, features: [amount, never_sent] }
  - { name: outcomes, model: shop, kind: performance, window: 1d, lateness: 0s, label_delay: 0s, metrics: [accuracy] }
  - { name: from-file, model: filed, kind: data_drift, window: 1d, lateness: 0s }
  - { name: unheard, model: silent, kind: data_drift, window: 1d, lateness: 0s }
alerts: { no_data: false }
`;

let service: ServiceProcess;

before(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-windows-'));
  const notParquet = join(dataDir, 'baseline.parquet');
  writeFileSync(notParquet, 'amount,city\n1,Oslo\n');
  service = await startService({ dataDir, yaml: yaml(notParquet) });
  const rows = Array.from({ length: DAYS.last + 1 }, (_, index) => predictionsOf(index)).flat();
  await postLines(service.url, '/v1/predictions', rows);
  await postLines(service.url, '/v1/labels', labelsOf(0).concat(labelsOf(1), labelsOf(DAYS.usual)));
  const filed = predictionsOf(0)
    .concat(predictionsOf(1))
    .map((row) => ({ ...row, model: 'filed' }));
  await postLines(service.url, '/v1/predictions', filed);
  await postLines(service.url, '/v1/predictions', [0, 1, 2, 3].flatMap(oddPredictionsOf));
  await caughtUp(service.url);
});
after(() => service.dispose());

function day(index: number): string {
  return new Date(START + index * DAY).toISOString();
}

function featuresOf(index: number, i: number): Record<string, number | string | null> {
  const features: Record<string, number | string | null> = {
    amount: (i * 37) % 101,
    city: i % 2 === 0 ? 'Oslo' : 'Rome',
    steady: 7,
    note: null,
    leaving: (i * 17) % 53,
  };
  if (index === DAYS.gone) delete features.leaving;
  if (index === DAYS.unseen) features.city = i % 2 === 0 ? 'Oslo' : 'Atlantis';
  if (index === DAYS.constant) features.amount = 50;
  if (index === DAYS.nulls) features.amount = null;
  if (index === DAYS.texts) features.amount = i % 2 === 0 ? Number(features.amount) : 'many';
  return features;
}

function predictionsOf(index: number): Row[] {
  if (index === DAYS.empty) return [];
  return Array.from({ length: PER_DAY }, (_, i) => ({
    prediction_id: `${index}-${i}`,
    model: 'shop',
    version: 'v1',
    timestamp: START + index * DAY + i * 30_000,
    features: featuresOf(index, i),
    prediction: i % 3 === 0,
    score: (i % 10) / 10,
  }));
}

/** Three of four rows belong to the segment, and on day 2 those alone have moved. */
function oddPredictionsOf(index: number): Row[] {
  return predictionsOf(index).map((row, i) => ({
    ...row,
    prediction_id: `${ODD}${index}-${i}`,
    model: ODD,
    version: ODD,
    features: { [ODD]: ((i * 37) % 101) + (index === REFERENCE_DAYS && i % 4 > 0 ? 1000 : 0) },
    tags: { [ODD]: i % 4 > 0 ? ODD : 'plain' },
  }));
}

/** Labels of a day, 90 days after it; one of ten disagrees with the prediction. */
function labelsOf(index: number): Row[] {
  return predictionsOf(index).map(({ prediction_id, timestamp, prediction }, i) => ({
    prediction_id,
    model: 'shop',
    label: i % 10 === 0 ? !prediction : prediction,
    timestamp: timestamp + 90 * DAY,
    prediction_timestamp: timestamp,
  }));
}

async function evaluation(monitor: string, index: number): Promise<Row> {
  const [row, ...more] = await list(service.url, '/v1/evaluations', {
    monitor,
    from: day(index),
    to: day(index + 1),
  });
  assert.ok(row, `${monitor} has no evaluation of day ${index}`);
  assert.equal(more.length, 0);
  const response = await fetch(`${service.url}/v1/evaluations/${row.evaluation_id}`);
  return (await response.json()) as Row;
}

async function judged(
  index: number,
): Promise<{ whole: Row; of: (feature: string) => Row[]; drifted: string[] }> {
  const whole = await evaluation('inputs', index);
  const results = whole.results as Row[];
  const found = results.filter(({ severity }) => severity !== 'none').map(({ feature }) => feature);
  return {
    whole,
    of: (feature) => results.filter((row) => row.feature === feature),
    drifted: [...new Set(found)].sort(),
  };
}

test('a constant feature equals itself, an all-null feature has no kind and is left out, late labels count', async () => {
  const { whole, of, drifted } = await judged(DAYS.usual);
  assert.deepEqual([whole.status, whole.severity, drifted], ['complete', 'none', []]);
  assert.ok(of('steady').length > 0);
  for (const { value } of of('steady')) assert.equal(value, 0);
  assert.deepEqual(of('note'), []);
  const outcomes = await evaluation('outcomes', DAYS.usual);
  assert.equal(outcomes.n_current, PER_DAY);
  assert.equal(outcomes.results[0].value, 0.9);
  const unlabelled = await evaluation('outcomes', DAYS.gone);
  assert.deepEqual([unlabelled.status, unlabelled.n_current], ['insufficient_data', 0]);
  assert.match(unlabelled.summary, /no prediction of the window has a label yet/);
});

test('a feature that disappears, a category never seen, values that freeze, vanish or change their type are drift', async () => {
  for (const [index, feature] of [
    [DAYS.gone, 'leaving'],
    [DAYS.unseen, 'city'],
    [DAYS.constant, 'amount'],
    [DAYS.nulls, 'amount'],
    [DAYS.texts, 'amount'],
  ] as const) {
    const { whole, drifted } = await judged(index);
    assert.deepEqual(
      [whole.status, whole.severity, drifted],
      ['complete', 'critical', [feature]],
      whole.summary,
    );
    assert.match(whole.summary, new RegExp(`1 of \\d features drifted: ${feature} `));
  }
});

test('a hostile name of a model, a monitor, a segment, a tag and a feature selects what it should', async () => {
  const items = await list(service.url, '/v1/measurements', {
    monitor: ODD,
    model: ODD,
    version: ODD,
    statistic: 'psi',
  });
  assert.deepEqual(
    items.map((row) => [row.model, row.feature, row.segment, row.n_current, row.severity]).sort(),
    [
      [ODD, ODD, '', PER_DAY, 'critical'],
      [ODD, ODD, ODD, (PER_DAY / 4) * 3, 'critical'],
    ],
  );
  assert.ok(
    items.find(({ segment }) => segment === ODD)!.value > items.find(({ segment }) => segment === '')!.value,
  );
});

test('an empty window is no data, or an alarm where the monitor says so', async () => {
  const silent = await evaluation('inputs', DAYS.empty);
  assert.deepEqual([silent.status, silent.severity, silent.n_current], ['insufficient_data', 'none', 0]);
  assert.equal(silent.summary, 'The window has no rows.');
  const loud = await evaluation('absence', DAYS.empty);
  assert.deepEqual([loud.status, loud.severity], ['complete', 'warning']);
  const window = { from: day(DAYS.empty), to: day(DAYS.empty) };
  const reversed = { from: day(1), to: day(0) };
  for (const body of [window, reversed]) {
    const answer = await post(service.url, '/v1/monitors/inputs/runs', body);
    assert.deepEqual([answer.status, answer.body.code], [400, 'invalid_window']);
  }
});

test('a baseline file that is no Parquet fails its own evaluations with the reason, and nothing else', async () => {
  const failed = await evaluation('from-file', 0);
  assert.deepEqual([failed.status, failed.severity], ['failed', 'none']);
  assert.match(failed.summary, /baseline\.parquet cannot be read as Parquet/);
});

test('a monitor of a model that sent nothing waits; one of a model that nobody declared is refused at start', async () => {
  const monitors = await caughtUp(service.url);
  const unheard = monitors.find(({ name }) => name === 'unheard');
  assert.deepEqual([unheard?.last_seen, unheard?.evaluated_until, unheard?.last_error], [null, null, null]);
  const undeclared = 'monitors: [{ name: a, model: nobody, kind: data_drift, window: 1d }]\n';
  const dataDir = mkdtempSync(join(tmpdir(), 'plumbline-undeclared-'));
  await assert.rejects(startService({ dataDir, yaml: undeclared }), /monitors\.0\.model: .*nobody/);
  rmSync(dataDir, { recursive: true });
  const { status, body } = await post(service.url, '/v1/monitors/nobody/runs', { from: day(0), to: day(1) });
  assert.deepEqual([status, body.code], [404, 'unknown_monitor']);
});

test('nothing of this crashed or was logged as an error', async () => {
  assert.equal((await fetch(`${service.url}/livez`)).status, 200);
  assert.doesNotMatch(service.logs(), /"level":(50|60)/);
  assert.equal(await service.stop(), 0);
});
