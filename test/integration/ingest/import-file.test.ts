import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { importFile } from '../../../ingest/index.ts';
import { type RecordIntake, startIntake, temporaryDirectory } from '../../support/record-intake.ts';

const DAY = 86_400_000;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let intake: RecordIntake;

before(async () => {
  directory = await temporaryDirectory();
  intake = await startIntake(directory.path, { ingest: { event_time: { past: '20000d' } } });
});

after(async () => {
  await intake.stop();
  await directory.remove();
});

function load(file: string, format: 'csv' | 'parquet', kind: 'prediction' | 'label', map: string) {
  const given: Record<string, string> = { model: 'flights' };
  if (kind === 'prediction') given.version = 'v1';
  return importFile({
    fileName: file,
    chunks: intake.store.rowFiles.openRowFile(join(directory.path, file), format),
    kind,
    map,
    given,
    batchRecords: 2,
    sink: (recordKind, records) =>
      intake.ingest.append({
        project: 'default',
        kind: recordKind,
        source: 'import',
        records: records.map((value) => ({ value })),
      }),
    random: Math.random,
    onProgress: () => {},
  });
}

const slice = {
  project: 'default',
  model: 'flights',
  version: null,
  deployment: 'live',
  source: 'predictions' as const,
  segment: [],
  window: { start: Date.UTC(2001, 0, 1), end: Date.UTC(2001, 0, 1) + 200 * DAY },
};

test('history comes in from csv, months of it, bad rows are named with their line, and again changes nothing', async () => {
  const rows = [
    'id,at,delay,origin,late,note',
    'a,2001-01-01 05:00,12.5,SFO,true,x',
    'b,2001-03-01 06:00,,JFK,false,y',
    'c,2001-05-01 07:00,nan,,true,z',
    'd,never,1,ORD,true,z',
  ];
  await writeFile(join(directory.path, 'flights.csv'), rows.join('\n'));
  const map = 'prediction_id=id,timestamp=at:utc,prediction=late,features=*,-note';
  for (const attempt of [1, 2]) {
    const summary = await load('flights.csv', 'csv', 'prediction', map);
    assert.deepEqual([summary.read, summary.accepted, summary.rejected], [4, 3, 1], `attempt ${attempt}`);
    assert.deepEqual(
      summary.examples.map(({ row, code, path }) => [row, code, path]),
      [[4, 'invalid_timestamp', '/timestamp']],
    );
  }
  assert.equal(await intake.store.windowReader.countRows(slice), 3);
  const [delay] = await intake.store.windowReader.readColumns(slice, [
    { subject: { kind: 'feature', name: 'delay' }, kind: 'numeric' },
  ]);
  assert.deepEqual([[...(delay as { values: Float64Array }).values], delay?.nulls], [[12.5], 2]);
  assert.deepEqual(
    intake.ingest.features('default', 'flights').map(({ feature, kind }) => `${feature} ${kind}`),
    ['delay numeric', 'origin categorical'],
  );
});

test('labels come in from parquet', async () => {
  const path = join(directory.path, 'labels.parquet');
  await intake.sql(
    `SELECT * FROM (SELECT 'a' AS flight, true AS was_late UNION ALL SELECT 'b', false) INTO OUTFILE '${path}' FORMAT Parquet -- `,
  );
  const summary = await load('labels.parquet', 'parquet', 'label', 'prediction_id=flight,label=was_late');
  assert.equal(summary.accepted, 2);
  const outcomes = await intake.store.windowReader.readOutcomes(slice, {
    task: 'binary',
    positiveClass: 'true',
    asOf: Date.now() + DAY,
  });
  assert.deepEqual([outcomes.predictions, outcomes.labelCode.length], [3, 2]);
});
