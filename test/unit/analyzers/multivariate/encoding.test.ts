import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeTable } from '../../../../analyzers/multivariate/encode-table.ts';
import { encodeVectors } from '../../../../analyzers/multivariate/encode-vectors.ts';
import type { EncodedPair } from '../../../../analyzers/multivariate/matrix.ts';
import { columnOf } from '../../../reference/rows.ts';
import { categoriesOf, numbersOf, tableOf, vectorsOf } from './samples.ts';

function encoded(outcome: ReturnType<typeof encodeTable>): EncodedPair {
  assert.ok('names' in outcome, 'reason' in outcome ? outcome.reason : '');
  return outcome;
}

const rounded = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(6)) + 0);

describe('encoding a table', () => {
  it('standardises numbers on the reference, with the population deviation', () => {
    const pair = encoded(encodeTable(tableOf(numbersOf('x', [1, 3, 1, 3])), tableOf(numbersOf('x', [2, 5]))));
    assert.deepEqual(rounded(pair.reference.values), [-1, 1, -1, 1]);
    assert.deepEqual(rounded(pair.current.values), [0, 3]);
  });

  it('a lacking number becomes the mean, and an indicator column of the same feature says so', () => {
    const pair = encoded(
      encodeTable(tableOf(numbersOf('x', [1, 3, null, Infinity])), tableOf(numbersOf('x', [null, 3]))),
    );
    assert.deepEqual([...pair.featureOf], [0, 0]);
    assert.deepEqual(rounded(columnOf(pair.reference, 0)), [-1, 1, 0, 0]);
    assert.deepEqual(rounded(columnOf(pair.reference, 1)), [-1, -1, 1, 1]);
    assert.deepEqual(rounded(columnOf(pair.current, 1)), [1, -1]);
  });

  it('nulls that appear only in the window are a column too, scaled by 0.1', () => {
    const pair = encoded(encodeTable(tableOf(numbersOf('x', [1, 3])), tableOf(numbersOf('x', [null, 3]))));
    assert.deepEqual(rounded(columnOf(pair.reference, 1)), [0, 0]);
    assert.deepEqual(rounded(columnOf(pair.current, 1)), [10, 0]);
  });

  it('a category becomes an indicator; an unseen one and none at all have their own', () => {
    const pair = encoded(
      encodeTable(
        tableOf(categoriesOf('c', ['a', 'b', 'a', 'b'])),
        tableOf(categoriesOf('c', ['a', 'new', null, 'b'])),
      ),
    );
    assert.equal(pair.reference.width, 4);
    assert.deepEqual(rounded(columnOf(pair.reference, 0)), [1, -1, 1, -1]);
    assert.deepEqual(rounded(columnOf(pair.current, 0)), [1, -1, -1, -1]);
    assert.deepEqual(rounded(columnOf(pair.current, 2)), [0, 10, 0, 0]);
    assert.deepEqual(rounded(columnOf(pair.current, 3)), [0, 0, 10, 0]);
    assert.deepEqual(pair.names, ['c']);
  });

  it('of 100,000 categories the 20 most frequent with one per cent of the rows get a column', () => {
    const many = Array.from({ length: 200_000 }, (_, row) =>
      row % 2 === 0 ? `top${row % 50}` : `rare${row}`,
    );
    const sample = tableOf(categoriesOf('c', many));
    const pair = encoded(encodeTable(sample, sample));
    assert.equal(pair.reference.width, 21);
  });

  it('a number that is constant in the reference is left out; alone it leaves nothing to measure', () => {
    const constant = numbersOf('k', [7, 7, 7]);
    const varying = numbersOf('x', [1, 2, 3]);
    assert.equal(
      encoded(encodeTable(tableOf(constant, varying), tableOf(constant, varying))).reference.width,
      1,
    );
    assert.deepEqual(encodeTable(tableOf(constant), tableOf(numbersOf('k', [8, 9, 7]))), {
      reason: 'constant_reference',
    });
  });

  it('values at the ends of the number range stay finite', () => {
    const reference = tableOf(numbersOf('x', [1, 2, 3]), numbersOf('big', [1e308, -1e308, 1e308]));
    const current = tableOf(numbersOf('x', [1e308, -1e308, 5e-324]), numbersOf('big', [1, 2, 3]));
    const { current: side } = encoded(encodeTable(reference, current));
    assert.ok(side.values.every((value) => Math.abs(value) <= 100));
  });

  it('a side without rows has a reason', () => {
    const some = tableOf(numbersOf('x', [1, 2]));
    const none = tableOf(numbersOf('x', []));
    assert.deepEqual(encodeTable(none, some), { reason: 'empty_reference' });
    assert.deepEqual(encodeTable(some, none), { reason: 'empty_current' });
  });
});

describe('encoding an embedding', () => {
  it('counts vectors of another length as mismatched and rows without one as missing', () => {
    const pair = encoded(
      encodeVectors(
        vectorsOf([1, 2], [3, 4], [5], []),
        vectorsOf([1, 2], [1, 2, 3], [], [], [1, Number.NaN]),
      ),
    );
    assert.deepEqual([pair.reference.rows, pair.current.rows], [2, 1]);
    assert.deepEqual(pair.details, {
      dimension: 2,
      columns: 2,
      missing_reference: 1,
      missing_current: 2,
      mismatched_reference: 1,
      mismatched_current: 2,
    });
  });

  it('a window of another length, without vectors, or a reference without vectors has its reason', () => {
    const reference = vectorsOf([1, 2], [3, 4]);
    assert.deepEqual(encodeVectors(reference, vectorsOf([1], [2])), { reason: 'length_mismatch' });
    assert.deepEqual(encodeVectors(reference, vectorsOf([], [])), { reason: 'no_usable_current' });
    assert.deepEqual(encodeVectors(reference, vectorsOf()), { reason: 'empty_current' });
    assert.deepEqual(encodeVectors(vectorsOf([], []), reference), { reason: 'no_usable_reference' });
    assert.deepEqual(encodeVectors(vectorsOf(), reference), { reason: 'empty_reference' });
  });

  it('constant dimensions are left out, and the others keep their numbers as names', () => {
    const pair = encoded(encodeVectors(vectorsOf([0, 1, 5], [0, 2, 5]), vectorsOf([1, 1, 1])));
    assert.deepEqual(pair.names, ['1']);
    assert.deepEqual(encodeVectors(vectorsOf([0, 0], [0, 0]), vectorsOf([1, 1])), {
      reason: 'constant_reference',
    });
  });
});
