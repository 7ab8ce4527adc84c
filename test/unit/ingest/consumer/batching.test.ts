import assert from 'node:assert/strict';
import test from 'node:test';
import { shouldPause } from '../../../../ingest/consumer/backpressure.ts';
import { isDue, nextRange } from '../../../../ingest/consumer/batching.ts';
import { ItemQueue } from '../../../../ingest/consumer/item-queue.ts';
import type { LogItem } from '../../../../ingest/consumer/log-item.ts';
import { type Liveness, stallOf } from '../../../../ingest/consumer/stall.ts';

const limits = { rows: 100, bytes: 1000, ageMs: 1000 };
const entry = { offset: 0n, project: 'p', timestamp: 0, value: new Uint8Array() };
const item = (offset: number, rows: number, bytes: number): LogItem => ({
  offset: BigInt(offset),
  entry: { ...entry, offset: BigInt(offset) },
  rows,
  bytes,
});

const DUE: readonly [string, number, number, number, boolean, boolean][] = [
  ['nothing gathered is never due', 0, 0, 5000, true, false],
  ['young and small waits', 1, 10, 999, false, false],
  ['age', 1, 10, 1000, false, true],
  ['rows', 100, 10, 0, false, true],
  ['bytes', 1, 1000, 0, false, true],
  ['short memory', 1, 10, 0, true, true],
];
for (const [reason, rows, bytes, now, pressed, due] of DUE) {
  test(`batching: ${reason}: ${due ? 'due' : 'not due'}`, () => {
    assert.equal(isDue({ rows, bytes, since: 0 }, limits, now, pressed), due);
  });
}

test('batching: a range stops before the item that would exceed rows or bytes', () => {
  assert.equal(nextRange(0n, [item(0, 60, 1), item(1, 40, 1), item(2, 1, 1)], limits)?.to, 1n);
  assert.equal(nextRange(0n, [item(0, 1, 600), item(1, 1, 400), item(2, 1, 1)], limits)?.to, 1n);
});

test('batching: an item larger than a batch is a batch of its own', () => {
  assert.equal(nextRange(5n, [item(7, 5000, 9000), item(8, 1, 1)], limits)?.to, 7n);
});

test('batching: a range begins where the last one ended, also when offsets are missing', () => {
  const tombstone: LogItem = { offset: 8n, entry: null, rows: 0, bytes: 10 };
  assert.deepEqual(nextRange(5n, [item(7, 1, 1), tombstone], limits), {
    from: 5n,
    to: 8n,
    entries: 1,
    lines: null,
    quarantine: false,
  });
});

test('queue: what was dropped no longer counts', () => {
  const queue = new ItemQueue();
  for (let offset = 0; offset < 10; offset += 1) queue.push(item(offset, 2, 100));
  queue.dropBefore(7n);
  assert.deepEqual([queue.rows, queue.bytes, queue.last], [6, 300, 9n]);
  assert.deepEqual(
    queue.upTo(8n).map(({ offset }) => offset),
    [7n, 8n],
  );
  queue.dropBefore(100n);
  assert.deepEqual([queue.rows, queue.bytes, queue.last], [0, 0, null]);
});

const memory = { totalBytes: 1000, partitionBytes: 400 };
const holding = { bytes: 0, retrying: false, rebuilding: false, paused: false };
const PAUSES: readonly [string, Partial<typeof holding>, number, boolean][] = [
  ['room', {}, 0, false],
  ['a full partition', { bytes: 400 }, 400, true],
  ['a full process', { bytes: 1 }, 1000, true],
  ['a paused partition goes on below half', { bytes: 199, paused: true }, 499, false],
  ['a paused partition waits for half', { bytes: 200, paused: true }, 499, true],
  ['an insert that is repeated', { retrying: true }, 0, true],
  ['a range that gathers again reads on whatever it takes', { bytes: 900, rebuilding: true }, 5000, false],
];
for (const [reason, part, total, pause] of PAUSES) {
  test(`memory: ${reason}: ${pause ? 'pause' : 'read'}`, () => {
    assert.equal(shouldPause({ ...holding, ...part }, total, memory), pause);
  });
}

const stallLimits = { idleMs: 60, insertMs: 300 };
const well: Liveness = { silentMs: 0, idleMs: 0, lag: 0n, retrying: false, insertingMs: null };
const STALLS: readonly [string, Partial<Liveness>, boolean][] = [
  ['a quiet log', { idleMs: 1000 }, false],
  ['a silent client', { silentMs: 61 }, true],
  ['entries that wait', { lag: 1n, idleMs: 61 }, true],
  ['entries that wait a little', { lag: 1n, idleMs: 60 }, false],
  ['entries behind an insert that is repeated', { lag: 1n, idleMs: 1000, retrying: true }, false],
  ['entries behind a long insert', { lag: 1n, idleMs: 200, insertingMs: 200 }, false],
  ['an insert that never ends', { lag: 1n, idleMs: 301, insertingMs: 301 }, true],
];
for (const [reason, part, stalled] of STALLS) {
  test(`watchdog: ${reason}: ${stalled ? 'stalled' : 'well'}`, () => {
    assert.equal(stallOf({ ...well, ...part }, stallLimits) !== null, stalled);
  });
}
