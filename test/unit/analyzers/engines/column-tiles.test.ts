import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnTiles } from '../../../../analyzers/engines/column-tiles.ts';
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

const sizes = (tiles: readonly (readonly Reference[])[]) => tiles.map((tile) => [tile.length, tile[0]?.kind]);

test('columnTiles holds every column once, numeric ones first, all together where they fit', () => {
  const all = references(40, 10);
  const tiles = columnTiles(all, 500_000, 240 * MIB);
  assert.deepEqual(new Set(tiles.flat()), new Set(all));
  assert.deepEqual(sizes(tiles), [
    [40, 'numeric'],
    [10, 'categorical'],
  ]);
});

test('columnTiles cuts what does not fit into parts of an eighth of the memory, of one size', () => {
  const all = references(40, 10);
  const tiles = columnTiles(all, 500_000, 200 * MIB);
  assert.deepEqual(new Set(tiles.flat()), new Set(all));
  assert.equal(tiles.flat().length, all.length);
  assert.deepEqual(sizes(tiles), [...Array.from({ length: 10 }, () => [4, 'numeric']), [10, 'categorical']]);
});

test('columnTiles keeps the columns of a tile within the memory', () => {
  for (const rows of [1, 1000, 100_000, 3_000_000])
    for (const memory of [64 * MIB, 1024 * MIB])
      for (const tile of columnTiles(references(1000, 0), rows, memory))
        assert.ok(tile.length === 1 || 8 * rows * tile.length <= memory, `${rows} rows, ${memory} bytes`);
});

test('columnTiles reads one column at a time however large it is', () => {
  assert.deepEqual(sizes(columnTiles(references(2, 0), 1_000_000_000, MIB)), [
    [1, 'numeric'],
    [1, 'numeric'],
  ]);
  assert.deepEqual(columnTiles([], 0, MIB), []);
});
