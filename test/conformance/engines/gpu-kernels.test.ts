import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import type { EnginePreference, Machine } from '../../../analyzers/engines/cost-model.ts';
import { areaError, GpuKernels, MMD_ERROR } from '../../../analyzers/engines/gpu/gpu-kernels.ts';
import { GpuThread } from '../../../analyzers/engines/gpu/gpu-thread.ts';
import type { FoldJob } from '../../../analyzers/multivariate/classifier-fold.ts';
import { domainClassifier } from '../../../analyzers/multivariate/domain-classifier.ts';
import type { MmdJob } from '../../../analyzers/multivariate/kernel-sums.ts';
import type { EncodedPair } from '../../../analyzers/multivariate/matrix.ts';
import { WorkerKernels } from '../../../analyzers/multivariate/worker-kernels.ts';
import { normalValues } from '../../support/kernel-oracles.ts';

const SOFTWARE: Machine = { cores: 2, gpu: 'software', gpuBufferBytes: 2 ** 27 };

const rest = new WorkerKernels(1);
const gpu = new GpuThread('any');
after(async () => {
  await gpu.close();
  await rest.close();
});

const job: MmdJob = {
  points: normalValues(seededRandom('mmd'), 330 * 6).map((value, at) => (at < 780 ? value : value + 0.2)),
  width: 6,
  nFirst: 130,
  nSecond: 200,
  bandwidth: 2.5,
  permutations: 40,
  seed: 'seven',
};

const kernels = (preference: EnginePreference, thread = gpu) =>
  new GpuKernels({ gpu: thread, rest, machine: async () => SOFTWARE, preference });

test('gpu kernels: every permutation of the MMD² is the one of the CPU, within the error that is told', async () => {
  const onGpu = await kernels('gpu').mmdPermutations(job);
  const onCpu = await rest.mmdPermutations(job);
  assert.equal(onGpu.gpuError, MMD_ERROR);
  assert.equal(onCpu.gpuError, undefined);
  assert.equal(onGpu.permuted.length, 40);
  assert.ok(Math.abs(onGpu.value - onCpu.value) <= MMD_ERROR);
  for (const [index, value] of onGpu.permuted.entries()) {
    assert.ok(Math.abs(value - onCpu.permuted[index]!) <= MMD_ERROR, `permutation ${index}`);
  }
});

const normals = seededRandom('classifier');
const side = (rows: number, shift: number) => ({
  rows,
  width: 4,
  values: normalValues(normals, rows * 4).map((value, at) =>
    at % 4 === 2 ? Math.exp(value) + shift : value,
  ),
});
const pair: EncodedPair = {
  reference: side(210, 0),
  current: side(190, 1.5),
  cut: false,
  names: ['a', 'b', 'c', 'd'],
  featureOf: Uint32Array.of(0, 1, 2, 3),
  details: {},
};
const fold: FoldJob = { ...pair, features: 4, fold: 1, folds: 5, seed: 'five' };

test('gpu kernels: a fold of the classifier has the area and the importances of the CPU, within the error that is told', async () => {
  const onGpu = await kernels('gpu').classifierFold(fold);
  const onCpu = await rest.classifierFold(fold);
  const error = areaError(fold);
  assert.equal(onGpu.gpuError, error);
  assert.ok(onCpu.area > 0.6, 'there is something to find');
  assert.ok(Math.abs(onGpu.area - onCpu.area) <= error);
  for (const [feature, fall] of onGpu.falls.entries()) {
    assert.ok(Math.abs(fall - onCpu.falls[feature]!) <= 2 * error, `feature ${feature}`);
  }
});

test('gpu kernels: the classifier says that a GPU fitted it, and why one that was asked for did not', async () => {
  const context = { seed: 'five', permutations: 0, mmd: 'permutation' } as const;
  const classify = async (used: GpuKernels) => {
    const outcome = await domainClassifier.compute(pair, { ...context, kernels: used });
    assert.ok('value' in outcome);
    return outcome.origin;
  };
  assert.deepEqual(await classify(kernels('gpu')), { gpuError: areaError(fold) });
  assert.deepEqual(await classify(kernels('auto')), {});
  const none: Machine = { cores: 2, gpu: 'none', gpuBufferBytes: 0 };
  const without = new GpuKernels({ gpu, rest, machine: async () => none, preference: 'gpu' });
  assert.deepEqual(await classify(without), { fallback: 'gpu cannot: there is no GPU' });
});

test('gpu kernels: a software driver that was not preferred, or a GPU that fails, leaves the work to the CPU', async () => {
  assert.equal((await kernels('auto').mmdPermutations(job)).gpuError, undefined);
  const closed = new GpuThread('any');
  await closed.close();
  const { value, gpuError, fallback } = await kernels('gpu', closed).mmdPermutations(job);
  assert.equal(gpuError, undefined);
  assert.equal(value, (await rest.mmdPermutations(job)).value);
  assert.match(fallback!, /closed/);
});
