import { availableParallelism } from 'node:os';
import { WorkerPool } from '../engines/cpu/worker-pool.ts';
import type { KERNEL_JOBS, KernelJobName, KernelMessage } from './kernel-jobs.ts';
import { type KernelSumsJob, type MmdJob, mmdFromSums } from './kernel-sums.ts';
import type { MultivariateKernels } from './kernels.ts';

type Job<Name extends KernelJobName> = Parameters<(typeof KERNEL_JOBS)[Name]>[0];
type Result<Name extends KernelJobName> = ReturnType<(typeof KERNEL_JOBS)[Name]>;

/** Pieces per thread: the last one to finish is waited for. */
const PIECES_PER_THREAD = 2;

/** WorkerKernels computes in float64 on worker threads, which start when first needed. */
export class WorkerKernels implements MultivariateKernels {
  readonly #threads: number;
  readonly #pool: WorkerPool<KernelMessage, unknown>;

  /** Threads: one per core unless told; while a kernel runs, nothing else of an evaluation does. */
  constructor(threads: number = availableParallelism()) {
    this.#threads = threads;
    this.#pool = new WorkerPool(new URL('./kernel-worker.js', import.meta.url), threads);
  }

  medianDistance(matrix: Job<'medianDistance'>) {
    return this.#run('medianDistance', matrix);
  }

  async mmdPermutations(job: MmdJob) {
    const pieces = kernelPieces(job, this.#threads * PIECES_PER_THREAD);
    return mmdFromSums(await Promise.all(pieces.map((piece) => this.#run('kernelSums', piece))), job);
  }

  blockMmd(job: Job<'blockMmd'>) {
    return this.#run('blockMmd', job);
  }

  leaveOutMmd(job: Job<'leaveOutMmd'>) {
    return this.#run('leaveOutMmd', job);
  }

  classifierFold(job: Job<'classifierFold'>) {
    return this.#run('classifierFold', job);
  }

  reconstruction(job: Job<'reconstruction'>) {
    return this.#run('reconstruction', job);
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #run<Name extends KernelJobName>(name: Name, job: Job<Name>): Promise<Result<Name>> {
    return (await this.#pool.run(() => ({ job: { name, job }, transfer: [] }))) as Result<Name>;
  }
}

/** kernelPieces cuts the rows of the triangle i < j into pieces of about equal numbers of pairs. */
export function kernelPieces(job: MmdJob, pieces: number): KernelSumsJob[] {
  const rows = job.nFirst + job.nSecond;
  const bounds = Array.from({ length: pieces + 1 }, (_, piece) =>
    Math.round(rows * (1 - Math.sqrt(1 - piece / pieces))),
  );
  return bounds.slice(1).map((to, piece) => ({ ...job, from: bounds[piece]!, to }));
}
