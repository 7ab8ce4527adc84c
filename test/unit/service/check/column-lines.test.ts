import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Column, Reference } from '../../../../domain/index.ts';
import { decodeColumn, encodeColumn } from '../../../../service/check/column-lines.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';

test('columns and references come back bit by bit, each as one line', () => {
  const values = [0.1, -0, 5e-324, 1.7976931348623157e308, 0.30000000000000004];
  const cases: readonly (Column | Reference)[] = [
    numericColumn(values, 3),
    numericColumn([]),
    numericReference(values, 2),
    categories({ 'a\nb': 1, '"': 2.5, '\u2028': 1e15 }, 1),
  ];
  for (const column of cases) {
    const line = encodeColumn(column);
    assert.equal(line.indexOf('\n'), line.length - 1);
    assert.deepEqual(decodeColumn(line), column);
  }
});

test('a view on a part of a buffer sends its own part', () => {
  const values = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  const back = decodeColumn<Column>(encodeColumn({ ...numericColumn([]), values }));
  assert.deepEqual(back.kind === 'numeric' && [...back.values], [2, 3]);
});
