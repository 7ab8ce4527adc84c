import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsAtOnce, columnTiles } from '../../../../analyzers/engines/column-tiles.ts';
import type { Reference } from '../../../../domain/index.ts';
import { categories, numericReference } from '../../../reference/comparisons.ts';

const MIB = 1024 * 1024;

function references(numeric: number, categorical: number): Reference[] {
  const named = (name: string) => ({ kind: 'feature', name }) as const;
  return [
    ...Array.from({ length: categorical }, (_, index) => categories({ a: 1 }, 0, named(`c${index}`))),
    ...Array.from({ length: numeric }, (_, index) => numericReference([1, 2], 0, named(`n${index}`))),
  ];
}

test('columnTiles holds every reference once, numeric ones first, in groups of one size', () => {
  const all = references(40, 10);
  const tiles = columnTiles(all, 500_000, 160 * MIB);
  assert.deepEqual(new Set(tiles.flat()), new Set(all));
  assert.equal(tiles.flat().length, all.length);
  assert.deepEqual(
    tiles.map((tile) => [tile.length, tile[0]?.kind]),
    [
      [20, 'numeric'],
      [20, 'numeric'],
      [10, 'categorical'],
    ],
  );
});

test('columnTiles keeps the columns of a tile within the memory', () => {
  for (const rows of [1, 1000, 100_000, 3_000_000])
    for (const memory of [64 * MIB, 1024 * MIB])
      for (const tile of columnTiles(references(1000, 0), rows, memory))
        assert.ok(tile.length === 1 || 8 * rows * tile.length <= memory, `${rows} rows, ${memory} bytes`);
});

test('columnsAtOnce is never zero: one column is read however large it is', () => {
  assert.equal(columnsAtOnce(1_000_000_000, MIB), 1);
  assert.equal(columnsAtOnce(0, MIB), columnsAtOnce(1, MIB));
});
