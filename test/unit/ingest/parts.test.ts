import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRecordCheck } from '../../../ingest/check-record.ts';
import {
  checkIngestSection,
  INGEST_DEFAULTS,
  readIngestConfig,
  resolveIngestSection,
} from '../../../ingest/config.ts';
import { cutToBytes } from '../../../ingest/quarantine-row.ts';
import { retryDelay } from '../../../ingest/retry-delay.ts';
import { RowBuffer } from '../../../ingest/row-buffer.ts';
import { aPrediction } from './builders.ts';

test('retryDelay: doubles from 100 ms to 30 s, with full jitter', () => {
  const highest = [0, 1, 2, 8, 9, 500].map((attempt) => retryDelay(attempt, () => 1));
  assert.deepEqual(highest, [100, 200, 400, 25_600, 30_000, 30_000]);
  assert.equal(
    retryDelay(3, () => 0),
    0,
  );
});

test('RowBuffer: any rows come back as they went in, alone and in slices, with the shared fields', () => {
  const rows = fc.array(fc.record({ text: fc.string({ unit: 'binary' }), n: fc.integer() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, fc.boolean(), (list, shared) => {
      const buffer = new RowBuffer(shared ? '{"at":7' : '', 1);
      const expected = list.map((row) => (shared ? { at: 7, ...row } : row));
      const well = expected.map((row) => ({ ...row, text: row.text.toWellFormed() }));
      for (const row of list) buffer.add(JSON.stringify({ ...row, text: row.text.toWellFormed() }));
      const back = buffer.slice(0, buffer.rows).toString('utf8').trimEnd().split('\n');
      assert.deepEqual(
        back.map((line) => JSON.parse(line)),
        well,
      );
      const middle = Math.floor(list.length / 2);
      assert.equal(buffer.slice(0, middle).length + buffer.slice(middle, list.length).length, buffer.bytes);
      assert.deepEqual(JSON.parse(buffer.textOf(middle)), well[middle]);
    }),
  );
});

test('RowBuffer: a blanked row keeps its place and holds nothing', () => {
  const buffer = new RowBuffer();
  for (const row of ['{"a":1}', '{"a":2}', '{"a":3}']) buffer.add(row);
  buffer.blank(1);
  assert.equal(buffer.slice(0, 3).toString(), '{"a":1}\n       \n{"a":3}\n');
  assert.deepEqual([buffer.count(0, 3), buffer.count(1, 2)], [2, 0]);
});

test('cutToBytes: keeps whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, limit) => {
      const cut = cutToBytes(text, limit);
      assert.ok(Buffer.byteLength(cut) <= limit && text.startsWith(cut));
    }),
  );
});

test('createRecordCheck: whatever JSON comes, a refusal has a code, a path of that value and a message', () => {
  const check = createRecordCheck('prediction', 'refuse');
  const changed = fc
    .tuple(fc.constantFrom(...Object.keys(aPrediction()), 'tags', 'score', 'extra'), fc.jsonValue())
    .map(([field, value]) => aPrediction({ [field]: value }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), changed), (value) => {
      const problem = check(value);
      if (problem === null) return;
      assert.match(problem.code, /^[a-z_]+$/);
      assert.ok(problem.path === '' || problem.path.startsWith('/'));
      assert.ok(problem.message.length > 10 && problem.message !== 'This is not a prediction.');
    }),
  );
});

test('the section resolves to its defaults when it is empty', () => {
  const config = resolveIngestSection();
  assert.deepEqual(config, resolveIngestSection(INGEST_DEFAULTS));
  assert.deepEqual(config.eventTime, { pastMs: 30 * 86_400_000, futureMs: 600_000 });
  assert.deepEqual(config.commit, { ageMs: 50, rows: 20_000, bytes: 8_388_608 });
  assert.deepEqual(checkIngestSection({}), []);
});

test('the section names every limit that contradicts another, and every unreadable duration', () => {
  const paths = (section: Parameters<typeof checkIngestSection>[0]) =>
    checkIngestSection(section).map(({ path }) => path.join('.'));
  assert.deepEqual(paths({ event_time: { past: 'a month' }, buffer: { wait: '1 s' } }), [
    'event_time.past',
    'buffer.wait',
  ]);
  assert.deepEqual(paths({ buffer: { records: 10, bytes: 10, wait: '10ms' } }), [
    'buffer.records',
    'buffer.bytes',
    'buffer.wait',
  ]);
});

test('readIngestConfig: everything that is wrong by the schema is reported with its path', () => {
  const { problems } = readIngestConfig({
    unknown_fields: 'maybe',
    event_time: { past: 30, futur: '1m' },
    commit: { rows: 0 },
  });
  assert.deepEqual(
    problems.map(({ path, message }) => `${path.join('.')} ${message}`),
    [
      'unknown_fields must be one of refuse, ignore',
      'event_time.futur unknown key "futur"; known are past, future',
      'event_time.past must be string',
      'commit.rows must be >= 1',
    ],
  );
});
