import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedEngine } from '../../../store/embedded-engine.ts';
import { openStore } from '../../../store/index.ts';
import { parseRows } from '../../../store/query-runner.ts';
import { DAY, evaluation, finding, series } from '../../support/alert-builders.ts';
import { T0 } from '../../support/store-rows.ts';

const path = await mkdtemp(join(tmpdir(), 'store-read-model-'));
after(() => rm(path, { recursive: true, force: true }));
const key = series({ project: 'p' });
const HOUR = 3_600_000;

const open = () => openStore({ url: `chdb:${path}` });

/** beside runs statements on the data while no store has it open, or beside one, and gives the rows of the last. */
async function beside(
  ...statements: readonly string[]
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const engine = await openEmbeddedEngine({ path, appenders: 0, readers: 0 });
  try {
    let bytes: Uint8Array = new Uint8Array(0);
    for (const statement of statements) bytes = await engine.writer.run(statement);
    return parseRows(bytes);
  } finally {
    await engine.close();
  }
}

/** hour judges an hour of T0's day, or of a later one. */
function hour(index: number, evaluationId: string, ...features: readonly string[]) {
  const start = Math.floor(T0 / DAY) * DAY + index * HOUR;
  const results = features.map((name, place) =>
    finding({ subject: { kind: 'feature', name }, effect: 0.2 + place / 10, value: 0.3 }),
  );
  const window = { start, end: start + HOUR };
  return evaluation(0, 'warning', { key, window, evaluationId, evaluatedAt: Date.now(), results });
}

/** shown is everything that the read model says of the project. */
async function shown() {
  const store = await open();
  const query = { project: 'p', model: key.model, limit: 100 };
  try {
    return {
      days: await store.readModel.listMeasurementDays(query),
      windows: await store.readModel.listEvaluations(query),
      series: await store.readModel.listSeries(query),
    };
  } finally {
    await store.close();
  }
}

test('days follow the evaluations by themselves', async () => {
  const store = await open();
  try {
    await store.evaluationStore.saveEvaluation(hour(0, 'first', 'a', 'b'));
    await store.evaluationStore.saveEvaluation(hour(0, 'second', 'a'));
    await store.evaluationStore.saveEvaluation(hour(26, 'third', 'a', 'c'));
    const count = 'SELECT toUInt32(count()) AS rows FROM measurement_days FORMAT JSONEachRow';
    // The test runner ends a wait in vain.
    while ((await beside(count))[0]?.rows !== 3) await sleep(50);
  } finally {
    await store.close();
  }
  const { days, windows, series: states } = await shown();
  assert.deepEqual(
    days.map(({ feature, windows: judged }) => [feature, judged]),
    [
      ['a', 1],
      ['c', 1],
      ['a', 1],
    ],
  );
  assert.deepEqual(
    windows.map(({ evaluation_id }) => evaluation_id),
    ['third', 'second'],
  );
  assert.deepEqual(
    states.map(({ evaluation_id, worst_feature }) => [evaluation_id, worst_feature]),
    [['third', 'c']],
  );
});

test('a day that a process left out when it was killed is made at the next start', async () => {
  const before = await shown();
  const day = `fromUnixTimestamp64Milli(${Math.floor(T0 / DAY) * DAY}, 'UTC')`;
  await beside(`ALTER TABLE measured_days DELETE WHERE day = ${day} SETTINGS mutations_sync = 2`);
  assert.deepEqual(await shown(), before);
});

test('a store from before the read model is filled from its evaluations', async () => {
  const before = await shown();
  const tables = ['judged_windows', 'newest_windows', 'measured_days'];
  await beside(
    ...tables.map((table) => `TRUNCATE TABLE ${table}`),
    'ALTER TABLE schema_migrations DELETE WHERE number = 8 SETTINGS mutations_sync = 2',
  );
  assert.deepEqual(await shown(), before);
});

/** documented gives the columns that docs/read-model.md lists for a view. */
function documented(text: string, view: string): readonly string[] {
  const start = text.includes(`| columns of \`${view}\``)
    ? text.indexOf(`| columns of \`${view}\``)
    : text.indexOf(`### ${view}:`);
  const table = text.slice(start, text.indexOf('\n\n', text.indexOf('| ---', start)));
  const columns = table.split('\n').flatMap((line) => line.split('|')[1] ?? '');
  const named = columns.flatMap((cell) => [...cell.matchAll(/`(\w+)…?`|_series_/g)].map(([all]) => all));
  return named.filter((name) => name !== `\`${view}\``).flatMap((name) => SHORT[name] ?? name.slice(1, -1));
}

const SHORT: Readonly<Record<string, readonly string[]>> = {
  _series_: ['model', 'monitor', 'version', 'deployment', 'segment'],
  '`worst_…`': ['subject', 'feature', 'statistic', 'value', 'effect', 'threshold'].map((of) => `worst_${of}`),
};

test('docs/read-model.md lists the columns of every view that it describes', async () => {
  const text = await readFile(new URL('../../../../docs/read-model.md', import.meta.url), 'utf8');
  const described = [...text.matchAll(/^### (.+?):/gm)].flatMap(([, names]) => names!.split(', '));
  assert.equal(described.length, 13);
  for (const view of described) {
    const columns = await beside(`DESCRIBE TABLE ${view} FORMAT JSONEachRow`);
    const names = columns.map(({ name }) => String(name));
    assert.deepEqual(documented(text, view).toSorted(), names.toSorted(), view);
    assert.equal(names[0], 'project', view);
  }
});
