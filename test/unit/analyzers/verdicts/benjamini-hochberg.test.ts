import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benjaminiHochberg } from '../../../../analyzers/verdicts/benjamini-hochberg.ts';
import { readGolden, relativeError } from '../../../reference/golden.ts';

const golden = readGolden<{ readonly benjamini_hochberg: readonly [number[], number[]][] }>('laws');

test('benjaminiHochberg agrees with statsmodels', () => {
  for (const [pValues, expected] of golden.benjamini_hochberg)
    for (const [index, adjusted] of benjaminiHochberg(pValues).entries())
      assert.ok(relativeError(adjusted!, expected[index]!) < 1e-9, `p ${pValues[index]}`);
});

test('benjaminiHochberg leaves null alone and does not count it', () => {
  assert.deepEqual(benjaminiHochberg([null, 0.02, null]), [null, 0.02, null]);
  assert.deepEqual(benjaminiHochberg([]), []);
});
