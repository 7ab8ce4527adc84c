import { messageOf } from '../../../domain/index.ts';
import type { FoldJob, FoldResult } from '../../multivariate/classifier-fold.ts';
import { classifierTerms } from '../../multivariate/classifier-terms.ts';
import type { KernelOrigin } from '../../multivariate/kernel-origin.ts';
import type { MmdJob, MmdNull } from '../../multivariate/kernel-sums.ts';
import type { MultivariateKernels } from '../../multivariate/kernels.ts';
import { randomSplits } from '../../multivariate/random-splits.ts';
import { type Choice, chooseEngine, type EnginePreference, type Machine, type Work } from '../cost-model.ts';
import type { GpuDescription } from './gpu-jobs.ts';
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

/** areaError is by how much float32 may move the area of a fold: by one pair of rows in 10,000 that change places, and one. */
export function areaError({ reference, current, folds }: FoldJob): number {
  const pairs = Math.floor(reference.rows / folds) * Math.floor(current.rows / folds);
  return 1e-4 + 1 / Math.max(1, pairs);
}

const BEST_GPU: Machine = { cores: 1, gpu: 'hardware', gpuBufferBytes: Number.POSITIVE_INFINITY };

/**
 * GpuKernels computes the permutations of the MMD², with the same assignments of rows as the CPU, and the folds of the
 * classifier on the GPU where the cost model chooses it, and hands everything else on; so it does when the GPU fails.
 */
export class GpuKernels implements MultivariateKernels {
  readonly #parts: GpuKernelsParts;
  readonly medianDistance: MultivariateKernels['medianDistance'];
  readonly blockMmd: MultivariateKernels['blockMmd'];
  readonly leaveOutMmd: MultivariateKernels['leaveOutMmd'];
  readonly reconstruction: MultivariateKernels['reconstruction'];

  constructor(parts: GpuKernelsParts) {
    const { rest } = parts;
    this.#parts = parts;
    this.medianDistance = (matrix) => rest.medianDistance(matrix);
    this.blockMmd = (job) => rest.blockMmd(job);
    this.leaveOutMmd = (job) => rest.leaveOutMmd(job);
    this.reconstruction = (job) => rest.reconstruction(job);
  }

  mmdPermutations(job: MmdJob): Promise<MmdNull> {
    const { gpu, rest } = this.#parts;
    const { nFirst, nSecond, width, permutations, seed } = job;
    const rows = nFirst + nSecond;
    return this.#chosen(
      { kind: 'pairwise', rows, width, permutations },
      MMD_ERROR,
      async () => {
        const { result, ranOn } = await gpu.pairwise({
          points: job.points,
          width,
          nReference: nFirst,
          nCurrent: nSecond,
          kernel: 'rbf',
          bandwidth: job.bandwidth,
          relabellings: randomSplits(rows, nFirst, permutations, seed),
        });
        return { result: { value: result.value, permuted: result.permuted }, ranOn };
      },
      () => rest.mmdPermutations(job),
    );
  }

  classifierFold(job: FoldJob): Promise<FoldResult> {
    const { gpu, rest } = this.#parts;
    const rows = job.reference.rows + job.current.rows;
    const width = classifierTerms(job.reference.width).length;
    return this.#chosen(
      { kind: 'classifier', rows, width, folds: job.folds },
      areaError(job),
      () => gpu.trainFold(job),
      () => rest.classifierFold(job),
    );
  }

  /** chosen runs work where the cost model says; why a GPU that was asked for did not do it stands beside the result. */
  async #chosen<Result extends object>(
    work: Work,
    gpuError: number,
    onGpu: () => Promise<{ readonly result: Result; readonly ranOn: GpuDescription }>,
    onCpu: () => Promise<Result>,
  ): Promise<Result & KernelOrigin> {
    const choice = await this.#choose(work);
    if (choice.engine !== 'gpu') return { ...(await onCpu()), ...this.#asked(choice.reason) };
    try {
      const { result, ranOn } = await onGpu();
      const { fallbackReason } = ranOn;
      return { ...result, gpuError, ...(fallbackReason !== null && { fallback: fallbackReason }) };
    } catch (thrown) {
      return { ...(await onCpu()), fallback: messageOf(thrown) };
    }
  }

  #asked(reason: string): KernelOrigin {
    return this.#parts.preference === 'gpu' ? { fallback: reason } : {};
  }

  /** choose looks for a device only where the best one would win, because to look for one starts its driver. */
  async #choose(work: Work): Promise<Choice> {
    const { machine, preference } = this.#parts;
    const hoped = chooseEngine(work, BEST_GPU, preference);
    return hoped.engine === 'gpu' ? chooseEngine(work, await machine(), preference) : hoped;
  }

  async close(): Promise<void> {
    await this.#parts.gpu.close();
    await this.#parts.rest.close();
  }
}
