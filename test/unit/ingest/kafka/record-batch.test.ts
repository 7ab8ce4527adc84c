import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type AbortedTransaction, decodeRecordSet } from '../../../../ingest/kafka/record-batch.ts';
import type { LogRecord } from '../../../../ingest/record-log.ts';
import { encodeBatch, encodeRecords } from '../../../support/record-batches.ts';

const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const LIMITS = {
  chunkBytes: 1024 * 1024,
  decompressedBytes: 1024 * 1024,
  end: 1_000_000n,
  isCertain: true,
  now: 1_790_000_000_000,
};

const values = (...texts: string[]) => texts.map((text) => ({ value: Buffer.from(text) }));

function read(bytes: Buffer, from = 0n, aborted: readonly AbortedTransaction[] = [], limits = LIMITS) {
  const records: LogRecord[] = [];
  let next = from;
  for (const chunk of decodeRecordSet(bytes, from, aborted, limits)) {
    records.push(...chunk.records);
    assert.ok(chunk.next >= next, 'reading goes backwards');
    next = chunk.next;
  }
  return { records, next, texts: records.map(({ value, problem }) => problem ?? String(value)) };
}

test('record set: offsets, times, values and headers of several batches', () => {
  const first = encodeBatch({
    baseOffset: 7n,
    records: [
      { value: Buffer.from('a'), headers: { 'Plumbline-Project': 'shop', empty: '' } },
      { value: null, key: Buffer.from('k') },
    ],
  });
  const second = encodeBatch({ baseOffset: 9n, records: values('c') });
  const { records, next } = read(Buffer.concat([first, second]), 7n);
  assert.deepEqual(
    records.map(({ offset, timestamp, value }) => [offset, timestamp, value && String(value)]),
    [
      [7n, 1_780_000_000_000, 'a'],
      [8n, 1_780_000_000_001, null],
      [9n, 1_780_000_000_000, 'c'],
    ],
  );
  assert.deepEqual({ ...records[0]?.headers }, { 'plumbline-project': 'shop', empty: '' });
  assert.equal(next, 10n);
});

test('record set: a header named __proto__ is a name like any other', () => {
  const [record] = read(
    encodeBatch({ records: [{ value: Buffer.from('a'), headers: JSON.parse('{"__proto__":"x"}') }] }),
  ).records;
  assert.deepEqual(Object.keys(record?.headers ?? {}), ['__proto__']);
  assert.equal(Object.getPrototypeOf(record?.headers), null);
});

test('record set: reading starts inside of a batch', () => {
  const batch = encodeBatch({ baseOffset: 5n, records: values('a', 'b', 'c') });
  assert.deepEqual(read(batch, 6n).texts, ['b', 'c']);
  assert.deepEqual(read(batch, 8n).texts, []);
});

test('record set: offsets that compaction took leave a gap, and reading goes on after the batch', () => {
  const records = [
    { value: Buffer.from('a'), offsetDelta: 1 },
    { value: Buffer.from('b'), offsetDelta: 4 },
  ];
  const batch = encodeBatch({ baseOffset: 10n, records, lastOffsetDelta: 6 });
  const { records: found, next } = read(batch, 10n);
  assert.deepEqual(
    found.map(({ offset }) => offset),
    [11n, 14n],
  );
  assert.equal(next, 17n);
});

test('record set: an append time counts for every record of its batch', () => {
  const batch = encodeBatch({ attributes: 0x08, records: values('a', 'b'), maxTimestamp: 1_781_000_000_000 });
  assert.deepEqual(
    read(batch).records.map(({ timestamp }) => timestamp),
    [1_781_000_000_000, 1_781_000_000_000],
  );
});

test('record set: chunks hold at most their bytes, and at least one record', () => {
  const batch = encodeBatch({ records: values('12345', '67890', 'abc', 'x'.repeat(50)) });
  const chunks = [...decodeRecordSet(batch, 0n, [], { ...LIMITS, chunkBytes: 10 })];
  assert.deepEqual(
    chunks.map(({ records, next }) => [records.length, next]),
    [
      [2, 2n],
      [1, 3n],
      [1, 4n],
      [0, 4n],
    ],
  );
});

test('record set: a batch beyond the end waits for the next answer until it is certain that it is damaged', () => {
  const [first, second] = [values('a', 'b'), values('c')];
  const bytes = Buffer.concat([
    encodeBatch({ records: first }),
    encodeBatch({ baseOffset: 2n, records: second }),
  ]);
  const until = (end: bigint, isCertain: boolean) => read(bytes, 0n, [], { ...LIMITS, end, isCertain });
  assert.deepEqual(until(3n, false).texts, ['a', 'b', 'c']);
  for (const isCertain of [false, true]) {
    const { texts, next } = until(2n, isCertain);
    assert.deepEqual([texts, next], [['a', 'b'], 2n], 'it is not the first one');
  }
  assert.deepEqual([until(1n, false).texts, until(1n, false).next], [[], 0n]);
  assert.equal(until(1n, true).texts[0], 'corrupt_log_record');
});

test('record set: a batch that the answer cuts off waits for the next answer', () => {
  const whole = encodeBatch({ records: values('a') });
  const cut = encodeBatch({ baseOffset: 1n, records: values('b') });
  for (let length = 0; length < cut.length; length += 1) {
    const { texts, next } = read(Buffer.concat([whole, cut.subarray(0, length)]));
    assert.deepEqual(texts, ['a']);
    assert.equal(next, 1n);
  }
});

test('record set: records of an aborted transaction and control records do not show, those of others do', () => {
  const marker = (baseOffset: bigint, producerId: bigint, type: number) =>
    encodeBatch({
      baseOffset,
      producerId,
      attributes: TRANSACTIONAL | CONTROL,
      records: [{ key: Buffer.from([0, 0, 0, type]), value: Buffer.alloc(6) }],
    });
  const work = (baseOffset: bigint, producerId: bigint, text: string) =>
    encodeBatch({ baseOffset, producerId, attributes: TRANSACTIONAL, records: values(text) });
  const set = Buffer.concat([
    work(0n, 1n, 'aborted'),
    work(1n, 2n, 'kept'),
    encodeBatch({ baseOffset: 2n, records: values('plain') }),
    marker(3n, 1n, 0),
    work(4n, 1n, 'kept later'),
    marker(5n, 1n, 1),
    marker(6n, 2n, 1),
  ]);
  const { texts, next } = read(set, 0n, [{ producerId: 1n, firstOffset: 0n }]);
  assert.deepEqual(texts, ['kept', 'plain', 'kept later']);
  assert.equal(next, 7n);
});

test('record set: an unreadable batch gives one problem per offset, its bytes once, and the next batch is read', () => {
  const broken = encodeBatch({
    attributes: 6,
    records: values('a', 'b', 'c'),
    maxTimestamp: 1_781_000_000_000,
  });
  const good = encodeBatch({ baseOffset: 3n, records: values('d') });
  const { records, texts, next } = read(Buffer.concat([broken, good]));
  assert.deepEqual(texts, ['unknown_codec', 'unknown_codec', 'unknown_codec', 'd']);
  assert.deepEqual(
    records.map(({ offset }) => offset),
    [0n, 1n, 2n, 3n],
  );
  assert.deepEqual(Buffer.from(records[0]?.value ?? []), broken);
  assert.equal(records[1]?.value?.length, 0);
  assert.equal(records[0]?.timestamp, 1_781_000_000_000);
  assert.equal(next, 4n);
});

test('record set: an unreadable batch that was begun gives only the offsets that are left', () => {
  const broken = encodeBatch({ attributes: 7, records: values('a', 'b', 'c') });
  assert.deepEqual(
    read(broken, 1n).records.map(({ offset }) => offset),
    [1n, 2n],
  );
});

test('record set: a batch of a hundred thousand unreadable offsets comes in many chunks', () => {
  const broken = encodeBatch({
    attributes: 5,
    body: Buffer.from('x'),
    lastOffsetDelta: 99_999,
    count: 100_000,
  });
  const chunks = [...decodeRecordSet(broken, 0n, [], LIMITS)];
  assert.ok(chunks.length >= 100);
  assert.equal(
    chunks.reduce((sum, { records }) => sum + records.length, 0),
    100_000,
  );
});

test('record set: a batch that unpacks to too much is too large, as a whole', () => {
  const body = gzipSync(encodeRecords([{ value: Buffer.alloc(2_000_000) }]));
  const { records, texts } = read(encodeBatch({ attributes: 1, body, count: 1 }));
  assert.deepEqual(texts, ['log_record_too_large']);
  assert.ok((records[0]?.value?.length ?? 0) > 0);
});

test('record set: of a batch that breaks off, the records before are read', () => {
  const body = encodeRecords(values('a', 'b', 'c', 'd'));
  const { texts } = read(
    encodeBatch({ body: body.subarray(0, body.length - 3), count: 4, lastOffsetDelta: 3 }),
  );
  assert.deepEqual(texts, ['a', 'b', 'c', 'corrupt_log_record']);
});

test('record set: an old or damaged header is one problem, dated now, and the next batch is read', () => {
  const good = encodeBatch({ baseOffset: 4n, records: values('d') });
  for (const broken of [
    encodeBatch({ magic: 1, records: values('a') }),
    encodeBatch({ lastOffsetDelta: -1, records: values('a') }),
    encodeBatch({ count: -5, records: values('a') }),
    encodeBatch({ baseOffset: -3n, records: values('a') }),
    encodeBatch({ baseOffset: LIMITS.end, records: values('a') }),
  ]) {
    const { records, texts, next } = read(Buffer.concat([broken, good]));
    assert.deepEqual(texts, ['corrupt_log_record', 'd']);
    assert.equal(records[0]?.timestamp, LIMITS.now);
    assert.equal(next, 5n);
  }
});

test('record set: a first batch whose length cannot be true moves reading on by one offset', () => {
  for (const length of [-1, 0, 2_000_000_000]) {
    const broken = encodeBatch({ records: values('a') });
    broken.writeInt32BE(length, 8);
    const { texts, next } = read(broken, 3n);
    assert.deepEqual(texts, ['corrupt_log_record']);
    assert.equal(next, 4n);
  }
});

test('record set: whatever bytes come, reading ends without an error, moves on and gives no offset twice', () => {
  const set = Buffer.concat([
    encodeBatch({ records: values('a', 'b', 'c') }),
    encodeBatch({
      baseOffset: 3n,
      attributes: 1,
      body: gzipSync(encodeRecords(values('d', 'e'))),
      count: 2,
      lastOffsetDelta: 1,
    }),
    encodeBatch({ baseOffset: 5n, records: values('f', 'g') }),
  ]);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(set.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const broken = Buffer.from(set);
        for (const [at, byte] of changes) broken[at] = byte;
        // A damaged count of offsets can be large; it is cut off here.
        let offset = -1n;
        let chunks = 0;
        for (const { records, next } of decodeRecordSet(broken, 0n, [], LIMITS)) {
          for (const record of records) {
            assert.ok(record.offset > offset);
            offset = record.offset;
          }
          assert.ok(next > offset);
          chunks += 1;
          if (chunks > 50) break;
        }
        assert.ok(chunks > 0);
      },
    ),
    { numRuns: 2_000 },
  );
});
