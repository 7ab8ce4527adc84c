import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../../domain/index.ts';
import type { WorkerAnswer, WorkerJob } from '../cpu/worker-pool.ts';
import type { GpuAnswer, GpuRequest } from './gpu-jobs.ts';
import { GpuSession } from './gpu-session.ts';

// Runs inside a worker thread of its own, one job after another: preparing a job keeps a thread busy, an open WebGPU
// instance keeps its event loop alive, and gpu.js looks for the device in a global variable.
const session = new GpuSession();
let turn: Promise<void> = Promise.resolve();

async function answer({ id, job }: WorkerJob<GpuRequest>): Promise<void> {
  let message: WorkerAnswer<GpuAnswer>;
  try {
    message = { id, ok: true, result: await session.run(job) };
  } catch (thrown) {
    message = { id, ok: false, message: messageOf(thrown) };
  }
  parentPort!.postMessage(message);
}

parentPort!.on('message', (job: WorkerJob<GpuRequest>) => {
  turn = turn.then(() => answer(job));
});
