import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { seededRandom } from '../../../analyzers/baselines/seeded-sample.ts';
import type { EnginePreference, Machine } from '../../../analyzers/engines/cost-model.ts';
import { GpuKernels, MMD_ERROR } from '../../../analyzers/engines/gpu/gpu-kernels.ts';
import { GpuThread } from '../../../analyzers/engines/gpu/gpu-thread.ts';
import type { MmdJob } from '../../../analyzers/multivariate/kernel-sums.ts';
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

test('gpu kernels: a software driver that was not preferred, or a GPU that fails, leaves the work to the CPU', async () => {
  assert.equal((await kernels('auto').mmdPermutations(job)).gpuError, undefined);
  const closed = new GpuThread('any');
  await closed.close();
  const { value, gpuError } = await kernels('gpu', closed).mmdPermutations(job);
  assert.equal(gpuError, undefined);
  assert.equal(value, (await rest.mmdPermutations(job)).value);
});
