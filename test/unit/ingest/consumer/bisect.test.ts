import assert from 'node:assert/strict';
import test from 'node:test';
import { bisect, restOfEntry } from '../../../../ingest/consumer/bisect.ts';
import { cutLines, lineCount } from '../../../../ingest/consumer/entry-lines.ts';
import { toLogItem } from '../../../../ingest/consumer/log-item.ts';
import type { LogRange } from '../../../../ingest/consumer/log-range.ts';
import type { LogEntry } from '../../../../ingest/ports.ts';

function entryOf(offset: number, text: string): LogEntry {
  return { offset: BigInt(offset), project: 'p', timestamp: 0, value: new TextEncoder().encode(text) };
}
const text = (entry: LogEntry) => new TextDecoder().decode(entry.value);
const range: LogRange = { from: 0n, to: 20n, entries: 3, lines: null, quarantine: false };

test('bisect: the halves of a range cover it without a gap', () => {
  const [left, right] = bisect(range, [entryOf(3, '{}'), entryOf(7, '{}'), entryOf(20, '{}')]);
  assert.deepEqual([left.from, left.to, left.entries], [0n, 7n, 2]);
  assert.deepEqual([right?.from, right?.to, right?.entries], [8n, 20n, 1]);
});

test('bisect: an entry of several lines is cut by lines, a line goes to quarantine', () => {
  const entry = entryOf(20, '{"a":1}\n{"a":2}\n{"a":3}');
  const [left, right] = bisect(range, [entry]);
  assert.deepEqual(
    [left.lines, right?.lines],
    [
      { first: 0, last: 1 },
      { first: 2, last: 2 },
    ],
  );
  assert.deepEqual(bisect(right!, [entry]), [{ ...right, quarantine: true }]);
});

test('bisect: a value that is one record over several lines stays whole', () => {
  assert.deepEqual(bisect(range, [entryOf(20, '{\n "a": 1\n}')]), [{ ...range, quarantine: true }]);
});

test('bisect: a piece that is found again is followed by the rest of its entry', () => {
  const entry = entryOf(20, '{}\n{}\n{}\n{}');
  const piece = { ...range, lines: { first: 0, last: 1 } };
  assert.deepEqual(restOfEntry(piece, [entry]), [{ ...range, lines: { first: 2, last: 3 } }]);
  assert.deepEqual(restOfEntry({ ...range, lines: { first: 2, last: 3 } }, [entry]), []);
  assert.deepEqual(restOfEntry(range, [entry]), []);
});

test('lines: what is cut out keeps its place', () => {
  const entry = entryOf(0, '{"a":1}\r\n\n{"a":2}\n{"a":3}\n');
  assert.equal(lineCount(entry), 4);
  const cut = cutLines(entry, { first: 2, last: 2 });
  assert.equal(text(cut), '\n\n{"a":2}\n');
  assert.equal(text(cut).split('\n')[2], '{"a":2}');
});

const record = { offset: 5n, timestamp: 9, value: new TextEncoder().encode('{}\n{}'), headers: {} };
const header = { 'plumbline-project': 'gateway' };

test('item: a project of the topic wins over the header of a producer', () => {
  assert.equal(toLogItem({ ...record, headers: header }, 'mine').entry?.project, 'mine');
  assert.equal(toLogItem({ ...record, headers: header }, null).entry?.project, 'gateway');
});

test('item: an entry of no project goes to quarantine', () => {
  assert.equal(toLogItem(record, null).entry?.problem, 'unknown_project');
});

test('item: a problem of the log goes on as it is, a tombstone holds no record', () => {
  const broken = toLogItem({ ...record, problem: 'unknown_codec', headers: header }, null);
  assert.deepEqual([broken.entry?.problem, broken.rows], ['unknown_codec', 1]);
  const tombstone = toLogItem({ ...record, value: null }, 'p');
  assert.deepEqual([tombstone.entry, tombstone.rows], [null, 0]);
  assert.equal(toLogItem({ ...record, value: null, problem: 'unknown_codec' }, 'p').entry?.value.length, 0);
});
