import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { type ImportRequest, importFile } from '../../../ingest/import-file.ts';
import { parseMapping } from '../../../ingest/import-mapping.ts';
import { createRowMapper } from '../../../ingest/map-row.ts';

const given = { model: 'flights', version: 'v1' };
const names = Object.keys(given);

function mapOne(map: string, row: Record<string, unknown>, kind: 'prediction' | 'label' = 'prediction') {
  return createRowMapper(
    parseMapping(map, kind, kind === 'label' ? ['model'] : names),
    Object.keys(row),
    given,
    'f.csv',
  )(row, 7);
}

test('a mapping takes columns, constants, row numbers, entries and the remaining columns', () => {
  const record = mapOne(
    `prediction_id=#,timestamp=at:utc,prediction=late,score=p,features=*,-comment,deployment='shadow',tags.region="home, region",weight`,
    {
      at: '2001-02-03 04:05',
      late: true,
      p: '0.25',
      weight: 2n,
      comment: 'x',
      'home, region': 'EU',
      age: 41,
      city: null,
    },
  );
  assert.deepEqual(record, {
    ...given,
    prediction_id: 'f.csv#7',
    timestamp: '2001-02-03T04:05:00Z',
    prediction: true,
    score: 0.25,
    deployment: 'shadow',
    tags: { region: 'EU' },
    weight: 2,
    features: { age: 41, city: null },
  });
});

test('single features are named one by one; a quoted constant may hold a quote', () => {
  const record = mapOne(
    `prediction_id=id,timestamp=t,prediction='it''s',features.age=years,features."a,b"=x`,
    {
      id: 12,
      t: 1_000_000_000_000,
      years: 3,
      x: Number.NaN,
    },
  );
  assert.deepEqual(record.features, { age: 3, 'a,b': null });
  assert.deepEqual([record.prediction_id, record.prediction], ['12', "it's"]);
});

test('an empty cell leaves an optional field out, and a label needs no features', () => {
  assert.deepEqual(mapOne('prediction_id=id,label=y,timestamp=at:s', { id: 'a', y: 0, at: null }, 'label'), {
    model: 'flights',
    version: 'v1',
    prediction_id: 'a',
    label: 0,
  });
});

test('times: seconds, milliseconds, dates and whole days', () => {
  const time = (unit: string, value: unknown) =>
    mapOne(`prediction_id=i,prediction=i,features=*,timestamp=t${unit}`, { i: 1, t: value }).timestamp;
  assert.equal(time(':s', 1_000_000_000), 1_000_000_000_000);
  assert.equal(time(':ms', '1000000000000'), 1_000_000_000_000);
  assert.equal(time(':utc', '2001-02-03'), '2001-02-03T00:00:00Z');
  assert.equal(time(':utc', '2001-02-03T04:05:06Z'), '2001-02-03T04:05:06Z');
  assert.equal(time('', new Date(5)), 5);
});

test('every problem of a mapping is named at once', () => {
  assert.throws(
    () =>
      parseMapping(
        'prediction_id=a=b,features,score=*,nope=x,weight:s=w,tags.a=x,prediction=p:s',
        'prediction',
        names,
      ),
    (error: PlumblineError) => {
      assert.equal(error.code, 'invalid_request');
      assert.deepEqual(error.details, [
        '"prediction_id=a=b" is not an entry; write field=column, features=* or -column',
        'features needs names, as in features.name=column',
        'only features=* takes the remaining columns, not score',
        'a prediction has no field nope',
        '"weight:s=w" is not an entry; write field=column, features=* or -column',
        ':s belongs to a time, not to prediction',
        'prediction_id is required and has no column',
        'timestamp is required and has no column',
        'features is required and has no column',
        'prediction is required and has no column',
      ]);
      return true;
    },
  );
});

test('a column that the file lacks is named with those that it has', () => {
  assert.throws(() => mapOne('prediction_id=id,timestamp=ts,prediction=p,features=*', { id: 1, p: 2 }), {
    code: 'unknown_column',
    message: 'f.csv has no column ts; it has id, p.',
  });
});

async function* chunksOf(rows: readonly Record<string, unknown>[]) {
  for (let at = 0; at < rows.length; at += 3) yield rows.slice(at, at + 3);
}

const request = (rows: readonly Record<string, unknown>[], sink: ImportRequest['sink']): ImportRequest => ({
  fileName: 'f.csv',
  chunks: chunksOf(rows),
  kind: 'prediction',
  map: 'prediction_id=id,timestamp=t,prediction=p,features=*',
  given,
  batchRecords: 4,
  sink,
  random: () => 0,
  onProgress: () => {},
});

test('importFile posts batches in order, counts every row and keeps examples with their row', async () => {
  const rows = Array.from({ length: 10 }, (_, id) => ({ id, t: 1, p: 1, x: id }));
  const sizes: number[] = [];
  const progress: number[] = [];
  const summary = await importFile({
    ...request(rows, async (_, records) => {
      sizes.push(records.length);
      const bad = records.findIndex(({ prediction_id }) => prediction_id === '5');
      const rejected =
        bad < 0 ? [] : [{ index: bad, code: 'invalid_timestamp', path: '/timestamp', message: 'no' }];
      return { accepted: records.length - rejected.length, rejected };
    }),
    onProgress: ({ read }) => progress.push(read),
  });
  assert.deepEqual(sizes, [4, 4, 2]);
  assert.deepEqual(progress, [4, 8, 10]);
  assert.deepEqual(summary, {
    read: 10,
    accepted: 9,
    rejected: 1,
    rejectedByCode: { invalid_timestamp: 1 },
    examples: [{ row: 6, code: 'invalid_timestamp', path: '/timestamp', message: 'no' }],
  });
});

test('importFile repeats a batch while the service is overloaded, and passes other errors on', async () => {
  let calls = 0;
  const summary = await importFile(
    request([{ id: 1, t: 1, p: 1 }], async (_, records) => {
      calls += 1;
      if (calls < 3) throw new PlumblineError('overloaded', undefined, { retryable: true });
      return { accepted: records.length, rejected: [] };
    }),
  );
  assert.deepEqual([calls, summary.accepted], [3, 1]);
  const refused = request([{ id: 1, t: 1, p: 1 }], async () => {
    throw new PlumblineError('unauthorized');
  });
  await assert.rejects(importFile(refused), { code: 'unauthorized' });
});

test('importFile sends fewer rows at a time when they are wide', async () => {
  const wide = Object.fromEntries(Array.from({ length: 49_997 }, (_, index) => [`f${index}`, index]));
  const rows = [1, 2, 3].map((id) => ({ id, t: 1, p: 1, ...wide }));
  const sizes: number[] = [];
  await importFile(
    request(rows, async (_, records) => {
      sizes.push(records.length);
      return { accepted: records.length, rejected: [] };
    }),
  );
  assert.deepEqual(sizes, [2, 1]);
});
