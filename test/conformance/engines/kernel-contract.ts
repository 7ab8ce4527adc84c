import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import type { AdapterChoice } from '../../../analyzers/engines/gpu/adapter.ts';
import type { GpuAnswer, GpuOperation, GpuOperations } from '../../../analyzers/engines/gpu/gpu-jobs.ts';
import { GpuSession } from '../../../analyzers/engines/gpu/gpu-session.ts';
import { bootstrapWalk } from '../../../analyzers/engines/gpu/kernels/bootstrap-walk.ts';
import { permutationWalk } from '../../../analyzers/engines/gpu/kernels/permutation-walk.ts';
import type { LogisticFit, LogisticJob } from '../../../analyzers/engines/gpu/logistic.ts';
import type { PairwiseJob } from '../../../analyzers/engines/gpu/pairwise-job.ts';
import { type FeaturePair, pooledMarks } from '../../../analyzers/engines/gpu/pooled-marks.ts';
import { binCounts, decileEdges } from '../../../analyzers/statistics/decile-bins.ts';
import { ecdfDistance } from '../../../analyzers/statistics/ecdf-distance.ts';
import { smirnovTail } from '../../../analyzers/statistics/two-sample-smirnov.ts';
import {
  normalValues,
  pairwiseOracle,
  pcgStream,
  permutedCounts,
  relabellings,
  withRandom,
} from '../../support/kernel-oracles.ts';

const SEED = 20_011;

function normalPair(seed: string, n: number, m: number, shift = 0): FeaturePair {
  const random = seededRandom(seed);
  const current = normalValues(random, m).map((value) => value + shift);
  return { reference: normalValues(random, n).sort(), current: current.sort() };
}

function tiedPair(seed: string, n: number, m: number): FeaturePair {
  const { reference, current } = normalPair(seed, n, m);
  return { reference: reference.map(Math.round), current: current.map(Math.round) };
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} against ${expected}`);
}

function point95(values: Float64Array): number {
  return values.slice().sort()[Math.floor(0.95 * values.length)]!;
}

/** psiOf is the index of counts whose reference side is given and whose current side is the rest. */
function psiOf(reference: readonly number[], pooled: readonly number[], n: number, m: number): number {
  return reference.reduce((sum, count, bin) => {
    const p = Math.max(count / n, 1e-4);
    const q = Math.max((pooled[bin]! - count) / m, 1e-4);
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

/** gradientOf is the float64 gradient of the penalised loss at a fit of the first weights, the intercept's first. */
function gradientOf({ rows, width, labels, weights }: LogisticJob, fit: LogisticFit): Float64Array {
  const gradient = new Float64Array(width + 1);
  for (const [row, label] of labels.entries()) {
    let score = fit.intercept;
    for (let column = 0; column < width; column++)
      score += fit.coefficients[column]! * rows[row * width + column]!;
    const residual = weights[0]![row]! * (1 / (1 + Math.exp(-score)) - label);
    gradient[0]! += residual;
    for (let column = 0; column < width; column++)
      gradient[column + 1]! += residual * rows[row * width + column]!;
  }
  for (let column = 0; column < width; column++) gradient[column + 1]! += fit.coefficients[column]!;
  return gradient;
}

/** kernelContract is what every backend has to answer, held against float64. */
export function kernelContract(backend: 'webgpu' | 'webasm', choice: AdapterChoice): void {
  describe(backend, () => {
    const session = new GpuSession();
    const run = async <Operation extends GpuOperation>(
      operation: Operation,
      job: GpuOperations[Operation]['job'],
    ): Promise<GpuAnswer<Operation>['result']> => {
      const { result, ranOn } = await session.run({ operation, job, choice });
      assert.equal(ranOn.backend, backend, `it ran on ${ranOn.backend}: ${ranOn.fallbackReason}`);
      if (backend === 'webgpu') assert.equal(ranOn.fallbackReason, null);
      return result;
    };
    before(async () => {
      await run('describe', null);
    });
    after(() => session.close());
    nullLawCases(run);
    pairwiseCases(run, backend === 'webgpu' ? ['tiles', 'workgroups'] : ['tiles']);
    logisticCases(run);
    comparisonCases(run);
  });
}

type Run = <Operation extends GpuOperation>(
  operation: Operation,
  job: GpuOperations[Operation]['job'],
) => Promise<GpuAnswer<Operation>['result']>;

function nullLawCases(run: Run): void {
  const features = [normalPair('a', 300, 200), tiedPair('b', 157, 64), normalPair('c', 1, 1)];
  const resamples = 64;

  for (const resampling of ['permutation', 'bootstrap'] as const) {
    test(`null laws: a ${resampling} is the float64 walk over the same random numbers`, async () => {
      const laws = await run('nullLaws', { features, resampling, resamples, seed: SEED });
      const rows = Math.max(...features.map(({ reference, current }) => reference.length + current.length));
      let apart = 0;
      for (const [feature, pair] of features.entries()) {
        const { marks, nReference, nCurrent } = pooledMarks(pair);
        const padded = [...marks, ...new Array<number>(rows - marks.length).fill(0)];
        for (let draw = 0; draw < resamples; draw++) {
          const self = { thread: { x: draw, y: 0, z: 0 }, constants: { rows, floor: 1e-4, most: 48 } };
          const walk = resampling === 'permutation' ? permutationWalk : bootstrapWalk;
          const stream = pcgStream(SEED, feature * resamples + draw);
          const [ks, psi] = withRandom(stream, () => walk.call(self, [padded], [[nReference, nCurrent]]));
          const sameKs = Math.abs(laws[feature]!.ks[draw]! - ks) <= 2e-7;
          if (!sameKs || Math.abs(laws[feature]!.psi[draw]! - psi) > 1e-6 + 2e-6 * psi) apart += 1;
        }
      }
      // A uniform number that falls within a rounding of a boundary takes another way from there on.
      assert.ok(apart <= 1, `${apart} walks differ`);
    });
  }

  test('null laws: permuted KS follows the exact two-sample law', async () => {
    const [law] = await run('nullLaws', {
      features: [normalPair('d', 200, 150)],
      resampling: 'permutation',
      resamples: 4000,
      seed: 7,
    });
    for (const distance of [0.08, 0.11, 0.147]) {
      const expected = smirnovTail(distance, 200, 150);
      const share = law!.ks.filter((value) => value >= distance - 1e-6).length / 4000;
      close(share, expected, 4 * Math.sqrt((expected * (1 - expected)) / 4000), `P(D >= ${distance})`);
    }
  });

  test('null laws: permuted PSI follows hypergeometric counts of the bins', async () => {
    const pair = tiedPair('e', 400, 300);
    const [law] = await run('nullLaws', {
      features: [pair],
      resampling: 'permutation',
      resamples: 4000,
      seed: 8,
    });
    const edges = decileEdges(pair.reference);
    const after = binCounts(pair.current, edges);
    const pooled = binCounts(pair.reference, edges).map((count, bin) => count + after[bin]!);
    const random = seededRandom('oracle');
    const oracle = Float64Array.from({ length: 4000 }, () =>
      psiOf(permutedCounts(pooled, 400, random), pooled, 400, 300),
    );
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
    close(mean(law!.psi) / mean(oracle), 1, 0.06, 'mean');
    close(point95(law!.psi) / point95(oracle), 1, 0.1, '95 % point');
  });

  test('null laws: the bootstrap varies about as much as the permutation', async () => {
    const job = { features: [normalPair('f', 300, 300)], resamples: 2000, seed: 9 };
    const [drawn] = await run('nullLaws', { ...job, resampling: 'bootstrap' });
    const [relabelled] = await run('nullLaws', { ...job, resampling: 'permutation' });
    close(point95(drawn!.ks) / point95(relabelled!.ks), 1, 0.08, '95 % point of KS');
    close(point95(drawn!.psi) / point95(relabelled!.psi), 1, 0.12, '95 % point of PSI');
  });
}

function pairwiseCases(run: Run, methods: readonly ('tiles' | 'workgroups')[]): void {
  const random = seededRandom('points');
  const shapes = [
    { nReference: 150, nCurrent: 150, width: 5, permutations: 20 },
    { nReference: 203, nCurrent: 90, width: 1, permutations: 3 },
    { nReference: 2, nCurrent: 2, width: 3, permutations: 1 },
  ];
  for (const method of methods) {
    for (const kernel of ['rbf', 'distance'] as const) {
      for (const { nReference, nCurrent, width, permutations } of shapes) {
        test(`pairwise ${kernel} by ${method}: ${nReference} against ${nCurrent} rows is the float64 sum`, async () => {
          const rows = nReference + nCurrent;
          const job: PairwiseJob = {
            // Far from zero: the device works on centred points.
            points: normalValues(random, rows * width).map((value) => value + 1000),
            width,
            nReference,
            nCurrent,
            kernel,
            bandwidth: 1.5,
            relabellings: relabellings(rows, nReference, permutations, random),
            method,
          };
          const result = await run('pairwise', job);
          assert.equal(result.method, method);
          assert.equal(result.permuted.length, permutations);
          close(result.value, pairwiseOracle(job, 0), 1e-6, 'as observed');
          for (const [split, value] of result.permuted.entries()) {
            close(value, pairwiseOracle(job, split + 1), 1e-6, `relabelling ${split}`);
          }
        });
      }
    }
    test(`pairwise by ${method}: equal points have no distance`, async () => {
      const result = await run('pairwise', {
        points: new Float64Array(60).fill(3),
        width: 2,
        nReference: 15,
        nCurrent: 15,
        kernel: 'distance',
        bandwidth: 1,
        relabellings: relabellings(30, 15, 2, random),
        method,
      });
      assert.deepEqual([result.value, ...result.permuted].map(Math.abs), [0, 0, 0]);
    });
  }
}

function logisticCases(run: Run): void {
  const random = seededRandom('logistic');
  const width = 4;
  const rows = normalValues(random, 1500 * width);
  const labels = Uint8Array.from({ length: 1500 }, (_, row) =>
    random() < 1 / (1 + Math.exp(0.5 - 1.5 * rows[row * width]! + 0.5 * rows[row * width + 1]!)) ? 1 : 0,
  );

  test('logistic: the fits of two folds are where the float64 gradient vanishes', async () => {
    const weights = [0, 1].map((fold) => Float64Array.from(labels, (_, row) => (row % 2 === fold ? 1 : 0)));
    const fits = await run('logistic', { rows, width, labels, weights });
    for (const [fold, fit] of fits.entries()) {
      assert.ok(fit.converged);
      const gradient = gradientOf({ rows, width, labels, weights: [weights[fold]!] }, fit);
      // The curvature of 750 rows is about 150, so this is 1e-5 of a coefficient.
      assert.ok(Math.hypot(...gradient) < 2e-3, `gradient ${Math.hypot(...gradient)}`);
    }
    assert.ok(fits[0]!.coefficients[0]! > 1 && fits[0]!.coefficients[1]! < 0);
    assert.notEqual(fits[0]!.coefficients[0], fits[1]!.coefficients[0]);
  });

  test('logistic: rows that can be told apart wholly have finite coefficients', async () => {
    const ends = Float64Array.from({ length: 40 }, (_, row) => (row < 20 ? -1 : 1));
    const sides = Uint8Array.from(ends, (value) => (value > 0 ? 1 : 0));
    const job = { rows: ends, width: 1, labels: sides, weights: [new Float64Array(40).fill(1)] };
    const [fit] = await run('logistic', job);
    assert.ok(fit!.converged);
    close(Math.hypot(...gradientOf(job, fit!)), 0, 1e-3, 'gradient');
  });
}

function comparisonCases(run: Run): void {
  const random = seededRandom('comparisons');
  const heavy = (count: number) =>
    normalValues(random, count)
      .map((value) => Math.exp(3 * value))
      .sort();
  const cases: Readonly<Record<string, FeaturePair>> = {
    'continuous values': normalPair('x', 5000, 3000, 0.2),
    ties: tiedPair('y', 700, 400),
    'heavy tails': { reference: heavy(800), current: heavy(900) },
    'a constant': { reference: new Float64Array(50).fill(2), current: new Float64Array(30).fill(2) },
    'disjoint sides': { reference: Float64Array.of(1, 2, 3), current: Float64Array.of(7, 8) },
    'one row each': { reference: Float64Array.of(1), current: Float64Array.of(1) },
    'huge values': { reference: Float64Array.of(-1e308, 0, 1e308), current: Float64Array.of(-1e308, 1e308) },
    'tiny values': { reference: Float64Array.of(1e-308, 2e-308), current: Float64Array.of(2e-308, 3e-308) },
  };

  test('comparison: KS and the counts of PSI are those of float64, for many features at once', async () => {
    const gaps = await run('compare', Object.values(cases));
    for (const [index, [name, { reference, current }]] of Object.entries(cases).entries()) {
      const gap = gaps[index]!;
      close(gap.supremum, ecdfDistance(reference, current).supremum, 2e-7, name);
      const edges = decileEdges(reference);
      assert.deepEqual([...gap.referenceCounts], binCounts(reference, edges), name);
      assert.deepEqual([...gap.currentCounts], binCounts(current, edges), name);
    }
  });
}
