import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NativeBlock, readNativeBlocks } from '../../../store/native-blocks.ts';

const MAP = 'Map(LowCardinality(String), Nullable(Float64))';

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
}

function uint64s(...values: readonly number[]): Buffer {
  return Buffer.from(BigUint64Array.from(values, BigInt).buffer);
}

function float64s(values: readonly number[]): Buffer {
  return Buffer.from(Float64Array.from(values).buffer);
}

function head(columns: number, rows: number): Buffer {
  return Buffer.from([columns, (rows & 127) | 128, rows >> 7]);
}

function block(columns: readonly (readonly number[])[], type = 'Float64'): Buffer {
  const parts = columns.map((values, index) =>
    Buffer.concat([text(`c${index}`), text(type), float64s(values)]),
  );
  return Buffer.concat([head(columns.length, columns[0]?.length ?? 0), ...parts]);
}

function numbers(bytes: Uint8Array): number[] {
  return [...new Float64Array(Uint8Array.from(bytes).buffer)];
}

async function read(...pieces: readonly Uint8Array[]): Promise<NativeBlock[]> {
  const blocks: NativeBlock[] = [];
  for await (const found of readNativeBlocks(pieces)) blocks.push(found);
  return blocks;
}

/** Rows {a: 1.5, bb: NULL}, {}, {bb: 2}, as ClickHouse writes them. */
const maps = Buffer.concat([
  ...[head(1, 3), text('m'), text(MAP), uint64s(1, 2, 2, 3), uint64s(0x600)],
  ...[uint64s(3), text(''), text('a'), text('bb'), uint64s(3), Buffer.from([1, 2, 2, 0, 1, 0])],
  float64s([1.5, 0, 2]),
]);

test('readNativeBlocks gives the columns of blocks that follow one another', async () => {
  const many = Array.from({ length: 300 }, (_, index) => index / 7);
  const first = [
    [1, Number.NaN],
    [-0.5, 1e300],
  ];
  const blocks = await read(Buffer.concat([block(first), block([many, many])]));
  assert.deepEqual(
    blocks.map(({ rows }) => rows),
    [2, 300],
  );
  assert.deepEqual(blocks[0]?.columns.map(numbers), first);
  assert.deepEqual(blocks[1]?.columns.map(numbers), [many, many]);
});

test('readNativeBlocks gives maps as entries with their names, nulls and numbers', async () => {
  const [only] = await read(maps);
  assert.equal(only?.rows, 3);
  const map = only!.map!;
  assert.deepEqual(map.names, ['', 'a', 'bb']);
  assert.deepEqual([...map.places], [1, 2, 2]);
  assert.deepEqual([...map.nulls], [0, 1, 0]);
  assert.deepEqual(numbers(map.values), [1.5, 0, 2]);
});

test('readNativeBlocks reads maps without any entry, which have no names either', async () => {
  const bytes = Buffer.concat([
    head(2, 2),
    text('m'),
    text(MAP),
    uint64s(1, 0, 0),
    text('f'),
    text('Float64'),
  ]);
  const [only] = await read(Buffer.concat([bytes, float64s([3, 4])]));
  assert.deepEqual(only?.map?.names, []);
  assert.deepEqual(only?.columns.map(numbers), [[3, 4]]);
});

test('readNativeBlocks puts blocks together however the answer is cut', async () => {
  const whole = Buffer.concat([block([[1, 2, 3]]), maps, block([[4]])]);
  for (const size of [1, 7, 64]) {
    const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
      whole.subarray(index * size, (index + 1) * size),
    );
    assert.deepEqual(
      (await read(...pieces)).map(({ rows, columns, map }) => [
        rows,
        columns.map(numbers),
        map?.names.length,
      ]),
      [
        [3, [[1, 2, 3]], undefined],
        [3, [], 3],
        [1, [[4]], undefined],
      ],
    );
  }
});

test('readNativeBlocks has nothing to give for an empty answer', async () => {
  assert.deepEqual(await read(), []);
  assert.deepEqual(await read(new Uint8Array(0)), []);
});

test('readNativeBlocks refuses other types and blocks that are cut short', async () => {
  await assert.rejects(read(block([[1]], 'UInt64')), /UInt64, not Float64/);
  for (const whole of [block([[1, 2, 3]]), maps])
    for (let length = 1; length < whole.length; length++)
      await assert.rejects(read(whole.subarray(0, length)), /cut short/);
});
