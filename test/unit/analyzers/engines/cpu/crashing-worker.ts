import { parentPort } from 'node:worker_threads';
import { measureTask } from '../../../../../analyzers/engines/cpu/measure-task.ts';
import type { WorkerJob } from '../../../../../analyzers/engines/cpu/worker-pool.ts';
import type { MeasureTask } from '../../../../../analyzers/engines/engine.ts';

// Answers like the real worker, except that a feature named "crash" ends the thread.
parentPort!.on('message', ({ id, job }: WorkerJob<MeasureTask>) => {
  if (job.current.subject.name === 'crash') process.exit(7);
  parentPort!.postMessage({ id, ok: true, result: measureTask(job) });
});
