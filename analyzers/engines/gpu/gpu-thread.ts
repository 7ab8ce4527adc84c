import type { FoldJob } from '../../multivariate/classifier-fold.ts';
import { WorkerPool } from '../cpu/worker-pool.ts';
import type { AdapterChoice } from './adapter.ts';
import type { GpuAnswer, GpuDescription, GpuOperation, GpuOperations, GpuRequest } from './gpu-jobs.ts';
import type { LogisticJob } from './logistic.ts';
import type { NullLawsJob } from './null-laws.ts';
import type { PairwiseJob } from './pairwise-job.ts';
import type { FeaturePair } from './pooled-marks.ts';

/** Gpu computes the heavy loops of analysis; each answer says what it was computed on, and why if not on a GPU. */
export interface Gpu {
  describe(): Promise<GpuDescription>;
  compare(features: readonly FeaturePair[], signal?: AbortSignal): Promise<GpuAnswer<'compare'>>;
  nullLaws(job: NullLawsJob, signal?: AbortSignal): Promise<GpuAnswer<'nullLaws'>>;
  pairwise(job: PairwiseJob, signal?: AbortSignal): Promise<GpuAnswer<'pairwise'>>;
  logistic(job: LogisticJob, signal?: AbortSignal): Promise<GpuAnswer<'logistic'>>;
  trainFold(job: FoldJob, signal?: AbortSignal): Promise<GpuAnswer<'trainFold'>>;
  close(): Promise<void>;
}

/**
 * GpuThread owns the thread that owns the device. The thread starts with the first job and does not keep the process
 * alive; one that dies, as a driver may bring about, fails its job and is replaced.
 */
export class GpuThread implements Gpu {
  readonly #choice: AdapterChoice;
  readonly #pool: WorkerPool<GpuRequest, GpuAnswer>;

  constructor(choice: AdapterChoice) {
    this.#choice = choice;
    this.#pool = new WorkerPool(new URL('./gpu-worker.js', import.meta.url), 1);
  }

  async describe(): Promise<GpuDescription> {
    return (await this.#run('describe', null)).ranOn;
  }

  compare(features: readonly FeaturePair[], signal?: AbortSignal): Promise<GpuAnswer<'compare'>> {
    return this.#run('compare', features, signal);
  }

  nullLaws(job: NullLawsJob, signal?: AbortSignal): Promise<GpuAnswer<'nullLaws'>> {
    return this.#run('nullLaws', job, signal);
  }

  pairwise(job: PairwiseJob, signal?: AbortSignal): Promise<GpuAnswer<'pairwise'>> {
    return this.#run('pairwise', job, signal);
  }

  logistic(job: LogisticJob, signal?: AbortSignal): Promise<GpuAnswer<'logistic'>> {
    return this.#run('logistic', job, signal);
  }

  trainFold(job: FoldJob, signal?: AbortSignal): Promise<GpuAnswer<'trainFold'>> {
    return this.#run('trainFold', job, signal);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #run<Operation extends GpuOperation>(
    operation: Operation,
    job: GpuOperations[Operation]['job'],
    signal?: AbortSignal,
  ): Promise<GpuAnswer<Operation>> {
    const request = { operation, job, choice: this.#choice } as GpuRequest;
    return (await this.#pool.run(() => ({ job: request, transfer: [] }), signal)) as GpuAnswer<Operation>;
  }
}
