import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../../../analyzers/baselines/seeded-sample.ts';
import { areaUnderCurve } from '../../../../analyzers/multivariate/area-under-curve.ts';
import { domainClassifier } from '../../../../analyzers/multivariate/domain-classifier.ts';
import { KERNEL_JOBS } from '../../../../analyzers/multivariate/kernel-jobs.ts';
import { squaredDistance } from '../../../../analyzers/multivariate/kernel-scale.ts';
import { kernelSums, type MmdJob, mmdFromSums } from '../../../../analyzers/multivariate/kernel-sums.ts';
import type { MultivariateKernels } from '../../../../analyzers/multivariate/kernels.ts';
import { mmd } from '../../../../analyzers/multivariate/mmd.ts';
import { pcaReconstruction } from '../../../../analyzers/multivariate/pca-reconstruction.ts';
import { randomSplits } from '../../../../analyzers/multivariate/random-splits.ts';
import { symmetricEigen } from '../../../../analyzers/multivariate/symmetric-eigen.ts';
import { kernelPieces } from '../../../../analyzers/multivariate/worker-kernels.ts';
import { standardised } from '../../../reference/rows.ts';

function points(seed: number, count: number): Float64Array {
  const random = seededRandom(`points:${seed}`);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** plainMmd is the definition, summed pair by pair for one assignment of the rows. */
function plainMmd({ points: x, width, nFirst: n, nSecond: m, bandwidth }: MmdJob, onFirst: boolean[]) {
  let sum = 0;
  for (let i = 0; i < n + m; i++) {
    for (let j = 0; j < n + m; j++) {
      if (i === j) continue;
      const kernel = Math.exp(-squaredDistance(x, i, x, j, width) / (2 * bandwidth ** 2));
      if (onFirst[i] && onFirst[j]) sum += kernel / (n * (n - 1));
      else if (!onFirst[i] && !onFirst[j]) sum += kernel / (m * (m - 1));
      else sum -= kernel / (n * m);
    }
  }
  return sum;
}

/** inThisThread runs the jobs where it is called. */
const inThisThread: MultivariateKernels = {
  medianDistance: async (matrix) => KERNEL_JOBS.medianDistance(matrix),
  mmdPermutations: async (job) =>
    mmdFromSums([kernelSums({ ...job, from: 0, to: job.nFirst + job.nSecond })], job),
  blockMmd: async (job) => KERNEL_JOBS.blockMmd(job),
  leaveOutMmd: async (job) => KERNEL_JOBS.leaveOutMmd(job),
  classifierFold: async (job) => KERNEL_JOBS.classifierFold(job),
  reconstruction: async (job) => KERNEL_JOBS.reconstruction(job),
  close: async () => undefined,
};

describe('kernel sums', () => {
  const job = fc.record({
    seed: fc.nat(),
    nFirst: fc.integer({ min: 2, max: 90 }),
    nSecond: fc.integer({ min: 2, max: 90 }),
    width: fc.integer({ min: 1, max: 4 }),
    pieces: fc.integer({ min: 1, max: 7 }),
  });

  it('in any number of pieces: every permutation has the value of the definition for its assignment', () => {
    fc.assert(
      fc.property(job, ({ seed, nFirst, nSecond, width, pieces }) => {
        const rows = nFirst + nSecond;
        const whole: MmdJob = {
          points: points(seed, rows * width),
          width,
          nFirst,
          nSecond,
          bandwidth: 1.5,
          permutations: 3,
          seed: `${seed}`,
        };
        const { value, permuted } = mmdFromSums(kernelPieces(whole, pieces).map(kernelSums), whole);
        const { splits, bits } = randomSplits(rows, nFirst, 3, `${seed}`);
        for (const [split, actual] of [value, ...permuted].entries()) {
          const onFirst = Array.from({ length: rows }, (_, row) => {
            return (bits[((row >> 6) * splits + split) * 8 + ((row >> 3) & 7)]! & (1 << (row & 7))) !== 0;
          });
          assert.equal(onFirst.filter(Boolean).length, nFirst);
          const expected = plainMmd(whole, onFirst);
          assert.ok(Math.abs(actual - expected) < 1e-10, `${actual} ${expected}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('the first split is the observed one', () => {
    const { splits, bits } = randomSplits(10, 9, 2, 's');
    assert.deepEqual([bits[0], bits[1]], [0xff, 0x01]);
    assert.equal(splits, 3);
  });
});

describe('eigenvalues', () => {
  it('the vectors are orthonormal and rebuild the matrix, whatever its rank', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        (seed, size, rank) => {
          const factors = points(seed, size * rank);
          const matrix = Float64Array.from({ length: size * size }, (_, at) => {
            const [i, j] = [Math.floor(at / size), at % size];
            let sum = 0;
            for (let k = 0; k < rank; k++) sum += factors[i * rank + k]! * factors[j * rank + k]!;
            return sum;
          });
          const { values, vectors } = symmetricEigen(matrix, size);
          for (let i = 0; i < size; i++) {
            if (i > 0) assert.ok(values[i]! <= values[i - 1]!);
            for (let j = 0; j < size; j++) {
              let product = 0;
              let rebuilt = 0;
              for (let k = 0; k < size; k++) {
                product += vectors[i * size + k]! * vectors[j * size + k]!;
                rebuilt += values[k]! * vectors[k * size + i]! * vectors[k * size + j]!;
              }
              assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-10);
              assert.ok(Math.abs(rebuilt - matrix[i * size + j]!) < 1e-9 * Math.max(1, values[0]!));
            }
          }
        },
      ),
    );
  });
});

describe('the area under the curve', () => {
  it('is the share of pairs in order, ties counting half', () => {
    const scores = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, scores, (below, above) => {
        let pairs = 0;
        for (const a of above) for (const b of below) pairs += a > b ? 1 : a === b ? 0.5 : 0;
        const isCurrent = Uint8Array.from([...below.map(() => 0), ...above.map(() => 1)]);
        const area = areaUnderCurve(Float64Array.from([...below, ...above]), isCurrent);
        assert.ok(Math.abs(area - pairs / (below.length * above.length)) < 1e-12);
      }),
    );
  });
});

describe('windows without drift', () => {
  it('pass for drift at a level of one per cent in at most three of a hundred', async () => {
    const windows = 120;
    const rejected = { mmd: 0, domain_classifier: 0, pca_reconstruction: 0 };
    for (let window = 0; window < windows; window++) {
      const side = (seed: number, rows: number) => ({ rows, width: 3, values: points(seed, rows * 3) });
      const pair = standardised(side(2 * window, 200), side(2 * window + 1, 150));
      for (const statistic of [mmd, domainClassifier, pcaReconstruction]) {
        const outcome = await statistic.compute(pair, {
          kernels: inThisThread,
          seed: `${window}`,
          permutations: 199,
          mmd: 'permutation',
        });
        assert.ok('pValue' in outcome);
        if (outcome.pValue < 0.01) rejected[statistic.id] += 1;
      }
    }
    for (const [id, count] of Object.entries(rejected))
      assert.ok(count <= 0.035 * windows, `${id}: ${count}`);
  });
});
