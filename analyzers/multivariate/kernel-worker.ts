import { parentPort } from 'node:worker_threads';
import type { WorkerAnswer, WorkerJob } from '../engines/cpu/worker-pool.ts';
import { KERNEL_JOBS, type KernelMessage } from './kernel-jobs.ts';

// Runs inside a worker thread: one job in, one answer out. It imports no value of domain/, whose schemas would double
// the time that a thread takes to start.
parentPort!.on('message', ({ id, job: { name, job } }: WorkerJob<KernelMessage>) => {
  let answer: WorkerAnswer<unknown>;
  try {
    answer = { id, ok: true, result: (KERNEL_JOBS[name] as (job: unknown) => unknown)(job) };
  } catch (thrown) {
    answer = { id, ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  parentPort!.postMessage(answer);
});
