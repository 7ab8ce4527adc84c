import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blockMmd } from '../../../../analyzers/multivariate/block-mmd.ts';
import { classifierFold } from '../../../../analyzers/multivariate/classifier-fold.ts';
import {
  classifierTerms,
  expandTerms,
  standardiseTerms,
  termScale,
} from '../../../../analyzers/multivariate/classifier-terms.ts';
import { medianDistance } from '../../../../analyzers/multivariate/kernel-scale.ts';
import { kernelSums, mmdFromSums } from '../../../../analyzers/multivariate/kernel-sums.ts';
import { leaveOutMmd } from '../../../../analyzers/multivariate/leave-out-mmd.ts';
import { logisticRegression } from '../../../../analyzers/multivariate/logistic-regression.ts';
import type { EncodedPair, Matrix } from '../../../../analyzers/multivariate/matrix.ts';
import { reconstruction } from '../../../../analyzers/multivariate/reconstruction.ts';
import { readGolden } from '../../../reference/golden.ts';
import { type RowsRecipe, rowsOf, standardised } from '../../../reference/rows.ts';

interface Case {
  readonly name: string;
  readonly reference: RowsRecipe;
  readonly current: RowsRecipe;
  readonly mmd: {
    readonly bandwidth: number;
    readonly value: number;
    readonly falls: readonly number[];
    readonly blocks: { readonly count: number; readonly value: number; readonly error: number };
  };
  readonly classifier?: {
    readonly area: number;
    readonly areas: readonly number[];
    readonly weights: readonly number[];
  };
  readonly pca: {
    readonly components: number;
    readonly explained: number;
    readonly means: readonly [number, number];
    readonly variances: readonly [number, number];
    readonly squares: readonly [readonly number[], readonly number[]];
  };
}

const { cases } = readGolden<{ readonly cases: readonly Case[] }>('multivariate');

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what: string): void {
  assert.equal(actual.length, expected.length, what);
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [actual[index]!, expected[index]!];
    assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a}, not ${b}`);
  }
}

const pairOf = ({ reference, current }: Case): EncodedPair =>
  standardised(rowsOf(reference), rowsOf(current));

function joined(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** trainingRows are the rows outside of fold 0, the reference first. */
function trainingRows({ reference, current }: EncodedPair): { x: Matrix; positive: Uint8Array } {
  const rows = [reference, current].map(({ rows: count, width, values }) =>
    Array.from({ length: count }, (_, row) => values.subarray(row * width, (row + 1) * width)).filter(
      (_, row) => row % 5 !== 0,
    ),
  );
  const [before, after] = rows as [Float64Array[], Float64Array[]];
  const all = [...before, ...after];
  return {
    x: {
      rows: all.length,
      width: reference.width,
      values: Float64Array.from(all.flatMap((row) => [...row])),
    },
    positive: Uint8Array.from(all, (_, row) => (row < before.length ? 0 : 1)),
  };
}

for (const item of cases) {
  describe(`${item.name} agrees with scikit-learn and numpy`, () => {
    const pair = pairOf(item);
    const { reference, current, featureOf } = pair;
    const features = pair.names.length;
    const sizes = { nReference: reference.rows, nCurrent: current.rows, width: reference.width };

    it('mmd: bandwidth and unbiased value', () => {
      const bandwidth = medianDistance(reference);
      near([bandwidth], [item.mmd.bandwidth], 1e-9, 'bandwidth');
      const points = joined(reference.values, current.values);
      const job = {
        ...{ points, width: reference.width, nFirst: reference.rows, nSecond: current.rows },
        ...{ bandwidth, permutations: 5, seed: 's' },
      };
      const rows = reference.rows + current.rows;
      const { value } = mmdFromSums([kernelSums({ ...job, from: 0, to: rows })], job);
      near([value], [item.mmd.value], 1e-9, 'value');
    });

    it('mmd: the fall without each feature', () => {
      near(leaveOutMmd({ reference, current, featureOf, features }), item.mmd.falls, 1e-9, 'falls');
    });

    it('mmd: the mean of blocks and its standard error', () => {
      const { count, value, error } = item.mmd.blocks;
      const found = blockMmd({
        ...sizes,
        reference: reference.values,
        current: current.values,
        bandwidth: medianDistance(reference),
        blocks: count,
      });
      near([found.value, found.standardError], [value, error], 1e-9, 'blocks');
    });

    it('pca_reconstruction: components, residual norms and residuals per feature', () => {
      const found = reconstruction({ reference, current, featureOf, features, share: 0.65 });
      assert.equal(found.components, item.pca.components);
      near([found.explained], [item.pca.explained], 1e-9, 'explained');
      near([found.reference.mean, found.current.mean], item.pca.means, 1e-9, 'means');
      near([found.reference.variance, found.current.variance], item.pca.variances, 1e-9, 'variances');
      near(found.reference.byFeature, item.pca.squares[0], 1e-9, 'reference');
      near(found.current.byFeature, item.pca.squares[1], 1e-9, 'current');
    });

    const expected = item.classifier;
    if (!expected) return;

    it('domain_classifier: the weights of a fold to 1e-6', () => {
      const { x, positive } = trainingRows(pair);
      const expanded = expandTerms(x, classifierTerms(x.width));
      const { weights, intercept } = logisticRegression(
        standardiseTerms(expanded, termScale(expanded)),
        positive,
      );
      near([...weights, intercept], expected.weights, 1e-6, 'weights');
    });

    it('domain_classifier: the area of every fold', () => {
      const areas = expected.areas.map(
        (_, fold) =>
          classifierFold({ reference, current, featureOf, features, fold, folds: 5, seed: 's' }).area,
      );
      near(areas, expected.areas, 1e-9, 'areas');
    });
  });
}
