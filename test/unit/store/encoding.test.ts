import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRowBinaryWriter } from '../../../store/row-binary.ts';
import { encodeRows } from '../../../store/row-json.ts';
import { createWriteOrder } from '../../../store/write-order.ts';

test('row binary: lengths are LEB128, numbers little-endian, doubles bit by bit', () => {
  const writer = createRowBinaryWriter();
  writer.text('é');
  writer.text('x'.repeat(300));
  writer.bool(true);
  writer.uint32(1);
  writer.uint64(2 ** 40);
  writer.numbers(Float64Array.of(-0, Number.NaN));
  writer.texts(['a', '']);
  const bytes = Buffer.from(writer.finish());
  assert.equal(writer.size, bytes.length);
  const expected = Buffer.concat([
    Buffer.from([2, 0xc3, 0xa9]),
    Buffer.from([0xac, 0x02]),
    Buffer.from('x'.repeat(300)),
    Buffer.from([1, 1, 0, 0, 0]),
    Buffer.from([0, 0, 0, 0, 0, 1, 0, 0]),
    Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f]),
    Buffer.from([2, 1, 0x61, 0]),
  ]);
  assert.deepEqual(bytes, expected);
});

test('row binary: counts keep every digit up to 2^53', () => {
  const counts = [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3, Number.MAX_SAFE_INTEGER];
  const writer = createRowBinaryWriter();
  writer.uint64s(Float64Array.from(counts));
  const bytes = Buffer.from(writer.finish());
  assert.equal(bytes[0], counts.length);
  assert.deepEqual(
    counts.map((_, index) => bytes.readBigUInt64LE(1 + index * 8)),
    counts.map(BigInt),
  );
});

test('row binary: a part of a larger array is written alone', () => {
  const writer = createRowBinaryWriter();
  writer.numbers(Float64Array.of(1, 2, 3).subarray(1, 2));
  assert.deepEqual([...writer.finish()], [1, 0, 0, 0, 0, 0, 0, 0, 0x40]);
});

test('row json: numbers that are not finite become text that ClickHouse reads as numbers', () => {
  const rows = [
    { a: Number.NaN, b: Number.POSITIVE_INFINITY },
    { a: Number.NEGATIVE_INFINITY, b: null },
  ];
  assert.equal(String(encodeRows(rows)), '{"a":"nan","b":"inf"}\n{"a":"-inf","b":null}\n');
});

test('write order: grows with each call, also when the clock stands still or steps back', () => {
  const times = [1000.7, 1000, 1000, 5, 2000];
  const next = createWriteOrder(() => times.shift()!, 0);
  assert.deepEqual(
    [next(), next(), next(), next(), next()],
    [1_000_000, 1_000_001, 1_000_002, 1_000_003, 2_000_000],
  );
  const behind = createWriteOrder(() => 1, 9_999_999);
  assert.equal(behind(), 10_000_000);
});
