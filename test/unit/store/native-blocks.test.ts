import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eachNativeBlock } from '../../../store/native-blocks.ts';

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

function block(columns: readonly (readonly number[])[], type = 'Float64'): Buffer {
  const rows = columns[0]?.length ?? 0;
  const parts = columns.map((values, index) => {
    return Buffer.concat([text(`c${index}`), text(type), Buffer.from(Float64Array.from(values).buffer)]);
  });
  return Buffer.concat([Buffer.from([columns.length, (rows & 127) | 128, rows >> 7]), ...parts]);
}

function numbers(bytes: Uint8Array): number[] {
  return [...new Float64Array(Uint8Array.from(bytes).buffer)];
}

test('eachNativeBlock gives the columns of blocks that follow one another', () => {
  const many = Array.from({ length: 300 }, (_, index) => index / 7);
  const bytes = Buffer.concat([
    block([
      [1, Number.NaN],
      [-0.5, 1e300],
    ]),
    block([many, many]),
  ]);
  const blocks = [...eachNativeBlock(bytes)];
  assert.deepEqual(
    blocks.map(({ rows }) => rows),
    [2, 300],
  );
  assert.deepEqual(blocks[0]?.columns.map(numbers), [
    [1, Number.NaN],
    [-0.5, 1e300],
  ]);
  assert.deepEqual(blocks[1]?.columns.map(numbers), [many, many]);
});

test('eachNativeBlock has nothing to give for an empty answer', () => {
  assert.deepEqual([...eachNativeBlock(new Uint8Array(0))], []);
});

test('eachNativeBlock refuses other types and blocks that are cut short', () => {
  assert.throws(() => [...eachNativeBlock(block([[1]], 'UInt64'))], /UInt64, not Float64/);
  const whole = block([[1, 2, 3]]);
  for (const length of [1, 5, 12, whole.length - 1])
    assert.throws(() => [...eachNativeBlock(whole.subarray(0, length))], /cut short/);
});
