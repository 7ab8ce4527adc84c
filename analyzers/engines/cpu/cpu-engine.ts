import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { Transferable } from 'node:worker_threads';
import { type Column, messageOf, PlumblineError } from '../../../domain/index.ts';
import type { Measured } from '../../statistics/measured.ts';
import type { Engine, MeasureOptions, MeasureTask } from '../engine.ts';
import { measureTask } from './measure-task.ts';
import { WorkerPool } from './worker-pool.ts';

/** CpuEngineOptions size the engine. */
export interface CpuEngineOptions {
  /** Worker threads at most; by default one per core, since the thread that reads waits for the store most of the time. */
  readonly workers?: number;
  /** Numeric values, both sides of all tasks together, up to which a call is computed on the calling thread. */
  readonly inlineValues?: number;
  /** Module of the worker threads. */
  readonly workerFile?: URL;
}

// A message to a thread costs about 0.1 ms per task; so many values are sorted and merged in a few milliseconds.
const INLINE_VALUES = 20_000;

function failed(task: MeasureTask, error: PlumblineError): Measured {
  const { subject } = task.current;
  return {
    subject,
    measurements: [],
    unmeasured: task.statistics.map((statistic) => ({ subject, statistic, reason: 'failed', error })),
  };
}

function asPlumblineError(thrown: unknown): PlumblineError {
  if (thrown instanceof PlumblineError) return thrown;
  return new PlumblineError('internal', messageOf(thrown), { cause: thrown });
}

function countValues(tasks: readonly MeasureTask[]): number {
  let values = 0;
  for (const { reference, current } of tasks) {
    if (reference.kind === 'numeric') values += reference.sorted.length;
    if (current.kind === 'numeric') values += current.values.length;
  }
  return values;
}

/** ownCopy leaves the caller's values as they are. */
function ownCopy(column: Column): Column {
  return column.kind === 'numeric' ? { ...column, values: column.values.slice() } : column;
}

/** movableBuffers are the buffers that belong to exactly one current column of the call and to no reference. */
function movableBuffers(tasks: readonly MeasureTask[]): ReadonlySet<ArrayBufferLike> {
  const uses = new Map<ArrayBufferLike, number>();
  for (const { reference, current } of tasks) {
    if (reference.kind === 'numeric') uses.set(reference.sorted.buffer, Number.POSITIVE_INFINITY);
    if (current.kind === 'numeric') {
      const { buffer, byteLength } = current.values;
      const whole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
      uses.set(buffer, (uses.get(buffer) ?? 0) + (whole ? 1 : Number.POSITIVE_INFINITY));
    }
  }
  return new Set([...uses].filter(([, count]) => count === 1).map(([buffer]) => buffer));
}

function parcel(task: MeasureTask, movable: ReadonlySet<ArrayBufferLike>) {
  const { current } = task;
  if (current.kind === 'categorical') return { job: task, transfer: [] };
  const moves = movable.has(current.values.buffer);
  const values = moves ? current.values : current.values.slice();
  const transfer: Transferable[] = [values.buffer as ArrayBuffer];
  return { job: { ...task, current: { ...current, values } }, transfer };
}

function measureOrFail(task: MeasureTask): Measured {
  try {
    return measureTask({ ...task, current: ownCopy(task.current) });
  } catch (thrown) {
    return failed(task, asPlumblineError(thrown));
  }
}

/** CpuEngine measures in float64 on worker threads; it is the oracle of the other engines. */
export class CpuEngine implements Engine {
  readonly id = 'cpu';
  readonly #pool: WorkerPool<MeasureTask, Measured>;
  readonly #inlineValues: number;

  constructor(options: CpuEngineOptions = {}) {
    const file = options.workerFile ?? new URL('./worker.js', import.meta.url);
    this.#pool = new WorkerPool(file, options.workers ?? availableParallelism());
    this.#inlineValues = options.inlineValues ?? INLINE_VALUES;
  }

  async measure(tasks: readonly MeasureTask[], options: MeasureOptions = {}): Promise<readonly Measured[]> {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    let done = 0;
    const finish = (measured: Measured): Measured => {
      done += 1;
      onProgress?.(done, tasks.length);
      return measured;
    };
    if (countValues(tasks) <= this.#inlineValues) return this.#measureInline(tasks, finish, signal);
    const movable = movableBuffers(tasks);
    return Promise.all(
      tasks.map((task) =>
        this.#pool
          .run(() => parcel(task, movable), signal)
          .catch((thrown: unknown) => {
            signal?.throwIfAborted();
            return failed(task, asPlumblineError(thrown));
          })
          .then(finish),
      ),
    );
  }

  async #measureInline(
    tasks: readonly MeasureTask[],
    finish: (measured: Measured) => Measured,
    signal: AbortSignal | undefined,
  ): Promise<readonly Measured[]> {
    const results: Measured[] = [];
    for (const task of tasks) {
      results.push(finish(measureOrFail(task)));
      // Other work of the process gets its turn between two tasks.
      await setImmediate();
      signal?.throwIfAborted();
    }
    return results;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
