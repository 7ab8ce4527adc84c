import { parentPort } from 'node:worker_threads';
import type { MeasureTask } from '../engine.ts';
import { measureTask } from './measure-task.ts';
import type { WorkerAnswer, WorkerJob } from './worker-pool.ts';

// Runs inside a worker thread: one task in, one answer out. It imports no value of domain/, whose schemas would double
// the time that a thread takes to start.
parentPort!.on('message', ({ id, job }: WorkerJob<MeasureTask>) => {
  let answer: WorkerAnswer<unknown>;
  try {
    answer = { id, ok: true, result: measureTask(job) };
  } catch (thrown) {
    answer = { id, ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  parentPort!.postMessage(answer);
});
