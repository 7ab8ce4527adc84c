import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HeatItem, nextCell } from '../../../../web/charts/heat-map-option.ts';

const item = (row: number, from: number): HeatItem => ({ row, from, to: from + 1, level: 'calm', tip: '' });
const ITEMS = [item(0, 0), item(0, 1), item(0, 2), item(1, 0), item(1, 2)];

test('the first key enters at the newest cell of the first row', () => {
  assert.equal(nextCell(ITEMS, null, 'ArrowDown'), 2);
});

test('arrows move in a row and stop at its ends; Home and End go there', () => {
  assert.equal(nextCell(ITEMS, 1, 'ArrowLeft'), 0);
  assert.equal(nextCell(ITEMS, 0, 'ArrowLeft'), 0);
  assert.equal(nextCell(ITEMS, 2, 'ArrowRight'), 2);
  assert.deepEqual([nextCell(ITEMS, 1, 'Home'), nextCell(ITEMS, 0, 'End')], [0, 2]);
});

test('up and down go to the nearest time of the next row, and stop at the edge', () => {
  assert.equal(nextCell(ITEMS, 2, 'ArrowDown'), 4);
  assert.equal(nextCell(ITEMS, 4, 'ArrowUp'), 2);
  assert.equal(nextCell(ITEMS, 4, 'ArrowDown'), 4);
});

test('other keys, and maps without cells, are left alone', () => {
  assert.equal(nextCell(ITEMS, 1, 'a'), undefined);
  assert.equal(nextCell([], null, 'ArrowDown'), undefined);
});
