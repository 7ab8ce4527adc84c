import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mergeSamples } from '../../../../analyzers/multivariate/merge-samples.ts';
import type { RowSample } from '../../../../domain/index.ts';
import { categoriesOf, embeddingOf, numbersOf, tableOf, vectorsOf } from './samples.ts';

function rows({ columns, rows: count }: RowSample): string[] {
  return Array.from({ length: count }, (_, row) =>
    columns
      .map((column) => {
        if (column.kind === 'numeric') return column.values[row];
        if (column.kind === 'categorical') return column.categories[column.codes[row]!] ?? null;
        return [...column.values.subarray(column.offsets[row]!, column.offsets[row + 1]!)].join('+');
      })
      .join(' '),
  );
}

it('rows of several samples stay whole, with categories by name, in an order that mixes the samples', () => {
  const side = (from: number, names: readonly (string | null)[]) =>
    tableOf(
      numbersOf(
        'x',
        names.map((_, index) => from + index),
      ),
      categoriesOf('c', names),
    );
  const first = { ...side(0, ['a', 'b', null, 'a']), total: 40 };
  const merged = mergeSamples([first, side(10, ['b', 'new', 'b', 'a'])], 'seed');
  assert.deepEqual([merged.rows, merged.total], [8, 44]);
  const expected = ['0 a', '1 b', '2 ', '3 a', '10 b', '11 new', '12 b', '13 a'];
  assert.deepEqual(rows(merged).sort(), expected.sort());
  assert.notDeepEqual(rows(merged), expected);
  const half = rows(merged).slice(0, 4);
  assert.ok(
    half.some((row) => Number.parseInt(row, 10) >= 10) && half.some((row) => Number.parseInt(row, 10) < 10),
  );
});

it('vectors keep their lengths', () => {
  const merged = mergeSamples(
    [embeddingOf(vectorsOf([1, 2], [], [3])), embeddingOf(vectorsOf([4, 5, 6], [7]))],
    'seed',
  );
  assert.deepEqual(rows(merged).sort(), ['', '1+2', '3', '4+5+6', '7']);
});

it('one sample alone is left as it is, and no rows at all are no rows', () => {
  const one = tableOf(numbersOf('x', [1, 2]));
  assert.equal(mergeSamples([one], 'seed'), one);
  const none = tableOf(numbersOf('x', []));
  assert.deepEqual(rows(mergeSamples([none, none], 'seed')), []);
});
