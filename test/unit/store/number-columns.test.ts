import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { NativeMap } from '../../../store/native-blocks.ts';
import { createNumberColumns } from '../../../store/number-columns.ts';

type Entry = readonly [name: string, value: number | null];

/** bytesAt puts bytes where no number is aligned. */
function bytesAt(values: ArrayLike<number> & { readonly buffer: ArrayBufferLike }): Uint8Array {
  const moved = Buffer.alloc(1 + values.buffer.byteLength);
  moved.set(new Uint8Array(values.buffer), 1);
  return moved.subarray(1);
}

function mapOf(rows: readonly (readonly Entry[])[], placeBytes: NativeMap['placeBytes'] = 1): NativeMap {
  const entries = rows.flat();
  const names = ['', ...new Set(entries.map(([name]) => name))];
  const places = entries.map(([name]) => names.indexOf(name, 1));
  const Places = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[placeBytes];
  const ends = new Uint32Array(2 * rows.length);
  for (const [row, { length }] of rows.entries()) ends[2 * row] = (ends[2 * row - 2] ?? 0) + length;
  return {
    ends: bytesAt(ends),
    names,
    places: bytesAt(Places.from(places)),
    placeBytes,
    nulls: Uint8Array.from(entries, ([, value]) => (value === null ? 1 : 0)),
    values: bytesAt(Float64Array.from(entries, ([, value]) => value ?? 0)),
  };
}

/** What each name should hold: of equal names in a row the first counts. */
function expected(rows: readonly (readonly Entry[])[], name: string) {
  const found = rows
    .flatMap((row) => row.find(([other]) => other === name) ?? [])
    .filter((_, i) => i % 2 === 1);
  return {
    values: found.filter((value): value is number => typeof value === 'number'),
    nulls: found.filter((value) => value === null).length,
  };
}

const NAMES = ['a', 'b', 'c', 'other'];
const COLUMN_OF = new Map([
  ['a', 0],
  ['b', 1],
  ['c', 2],
]);

function assertCollected(
  blocks: readonly NativeMap[],
  rows: readonly (readonly Entry[])[],
  room: number,
): void {
  const read = createNumberColumns(3, room);
  for (const block of blocks) read.addMaps(block, COLUMN_OF);
  for (const [name, column] of COLUMN_OF) {
    const { values, nulls } = expected(rows, name);
    assert.equal(read.nulls(column), nulls, name);
    assert.deepEqual([...read.take(column)], values, name);
  }
}

const value = fc.option(fc.double({ noNaN: true }), { nil: null });

test('createNumberColumns sorts rows of any names and order into their columns', () => {
  const row = fc.array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.array(row, { maxLength: 9 }), { maxLength: 4 }), fc.nat(12), (parts, room) => {
      assertCollected(
        parts.map((part) => mapOf(part)),
        parts.flat(),
        room,
      );
    }),
  );
});

test('createNumberColumns takes rows of equal names apart, with and without nulls, in more than one round', () => {
  for (const lacks of [false, true])
    for (const placeBytes of [1, 2, 4] as const) {
      const rows = Array.from({ length: 200 }, (_, row): Entry[] =>
        ['other', 'b', 'a'].map((name, at) => [name, lacks && row % 7 === at ? null : row + at / 4]),
      );
      assertCollected([mapOf(rows, placeBytes), mapOf(rows, placeBytes)], [...rows, ...rows], 150);
    }
});

test('createNumberColumns counts the first of equal names, also where every row repeats one', () => {
  const rows: Entry[][] = Array.from({ length: 5 }, (_, row) => [
    ['a', row],
    ['a', -row],
  ]);
  assertCollected([mapOf(rows)], rows, 5);
});

test('createNumberColumns leaves out NaN and gives a full column without a copy', () => {
  const read = createNumberColumns(1, 3);
  read.addNumbers(0, bytesAt(Float64Array.of(1, Number.NaN)));
  read.addNumbers(0, bytesAt(Float64Array.of(-2, 5)));
  const values = read.take(0);
  assert.deepEqual([...values], [1, -2, 5]);
  assert.equal(values.buffer.byteLength, values.byteLength);
});
