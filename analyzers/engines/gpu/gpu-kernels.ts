import type { MmdJob, MmdNull } from '../../multivariate/kernel-sums.ts';
import type { MultivariateKernels } from '../../multivariate/kernels.ts';
import { randomSplits } from '../../multivariate/random-splits.ts';
import { chooseEngine, type EnginePreference, type Machine } from '../cost-model.ts';
import type { Gpu } from './gpu-thread.ts';

/** GpuKernelsParts are the GPU and what does the rest, both closed with the kernels, and what the choice rests on. */
export interface GpuKernelsParts {
  readonly gpu: Gpu;
  readonly rest: MultivariateKernels;
  readonly machine: () => Promise<Machine>;
  readonly preference: EnginePreference;
}

/** MMD_ERROR is by how much float32 may move a value of the MMD², whose kernel values are at most 1. */
export const MMD_ERROR = 1e-6;

const BEST_GPU: Machine = { cores: 1, gpu: 'hardware', gpuBufferBytes: Number.POSITIVE_INFINITY };

/**
 * GpuKernels computes the permutations of the MMD² on the GPU where the cost model chooses it, with the same assignments of
 * rows as the CPU, and hands everything else on; so it does when the GPU fails.
 */
export class GpuKernels implements MultivariateKernels {
  readonly #parts: GpuKernelsParts;
  readonly medianDistance: MultivariateKernels['medianDistance'];
  readonly blockMmd: MultivariateKernels['blockMmd'];
  readonly leaveOutMmd: MultivariateKernels['leaveOutMmd'];
  readonly classifierFold: MultivariateKernels['classifierFold'];
  readonly reconstruction: MultivariateKernels['reconstruction'];

  constructor(parts: GpuKernelsParts) {
    const { rest } = parts;
    this.#parts = parts;
    this.medianDistance = (matrix) => rest.medianDistance(matrix);
    this.blockMmd = (job) => rest.blockMmd(job);
    this.leaveOutMmd = (job) => rest.leaveOutMmd(job);
    this.classifierFold = (job) => rest.classifierFold(job);
    this.reconstruction = (job) => rest.reconstruction(job);
  }

  async mmdPermutations(job: MmdJob): Promise<MmdNull> {
    const { gpu, rest } = this.#parts;
    if (!(await this.#onGpu(job))) return rest.mmdPermutations(job);
    const { nFirst, nSecond, permutations, seed } = job;
    try {
      const { result } = await gpu.pairwise({
        points: job.points,
        width: job.width,
        nReference: nFirst,
        nCurrent: nSecond,
        kernel: 'rbf',
        bandwidth: job.bandwidth,
        relabellings: randomSplits(nFirst + nSecond, nFirst, permutations, seed),
      });
      return { value: result.value, permuted: result.permuted, gpuError: MMD_ERROR };
    } catch {
      return rest.mmdPermutations(job);
    }
  }

  /** onGpu looks for a device only where the best one would win, because to look for one starts its driver. */
  async #onGpu({ nFirst, nSecond, width, permutations }: MmdJob): Promise<boolean> {
    const { machine, preference } = this.#parts;
    const work = { kind: 'pairwise', rows: nFirst + nSecond, width, permutations } as const;
    if (chooseEngine(work, BEST_GPU, preference).engine !== 'gpu') return false;
    return chooseEngine(work, await machine(), preference).engine === 'gpu';
  }

  async close(): Promise<void> {
    await this.#parts.gpu.close();
    await this.#parts.rest.close();
  }
}
