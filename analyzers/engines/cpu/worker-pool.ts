import { type Transferable, Worker } from 'node:worker_threads';
import { messageOf, PlumblineError } from '../../../domain/index.ts';

/** WorkerJob is the message that a worker receives. */
export interface WorkerJob<Job> {
  readonly id: number;
  readonly job: Job;
}

/** WorkerAnswer is the message that a worker sends for each job. */
export type WorkerAnswer<Result> =
  | { readonly id: number; readonly ok: true; readonly result: Result }
  | { readonly id: number; readonly ok: false; readonly message: string };

/** PoolJob is one job and the buffers that move with it; `parts` runs when a worker is free to take it. */
type PoolJob<Job> = () => { readonly job: Job; readonly transfer: Transferable[] };

interface Waiting<Job, Result> {
  readonly id: number;
  readonly parts: PoolJob<Job>;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

interface Member<Job, Result> {
  readonly worker: Worker;
  running: Waiting<Job, Result> | null;
}

/**
 * WorkerPool runs jobs on at most `size` worker threads. Threads start when first needed and do not keep the process
 * alive while idle. A thread that dies fails the job it had and is replaced when the next job comes.
 */
export class WorkerPool<Job, Result> {
  readonly #file: URL;
  readonly #size: number;
  readonly #members = new Set<Member<Job, Result>>();
  readonly #queue: Waiting<Job, Result>[] = [];
  #nextId = 0;
  #closed = false;

  constructor(file: URL, size: number) {
    this.#file = file;
    this.#size = size;
  }

  /** run queues a job; it rejects with a PlumblineError, or with the signal's reason once aborted. */
  run(parts: PoolJob<Job>, signal?: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new PlumblineError('shutting_down', 'The analysis workers are closed.'));
        return;
      }
      const abort = (): void => {
        const place = this.#queue.indexOf(waiting);
        if (place >= 0) this.#queue.splice(place, 1);
        reject(signal!.reason);
      };
      const settled = (): void => signal?.removeEventListener('abort', abort);
      const waiting: Waiting<Job, Result> = {
        id: this.#nextId++,
        parts,
        resolve: (result) => {
          settled();
          resolve(result);
        },
        reject: (reason) => {
          settled();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiting);
      this.#dispatch();
    });
  }

  /** close ends every thread; queued and running jobs reject. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = new PlumblineError('shutting_down', 'The analysis workers were closed.');
    for (const waiting of this.#queue.splice(0)) waiting.reject(stopped);
    const members = [...this.#members];
    this.#members.clear();
    for (const member of members) member.running?.reject(stopped);
    await Promise.all(members.map((member) => member.worker.terminate()));
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const idle = [...this.#members].find((member) => member.running === null);
      if (!idle && this.#members.size >= this.#size) return;
      this.#give(idle ?? this.#start(), this.#queue.shift()!);
    }
  }

  #give(member: Member<Job, Result>, waiting: Waiting<Job, Result>): void {
    try {
      const { job, transfer } = waiting.parts();
      member.running = waiting;
      member.worker.ref();
      member.worker.postMessage({ id: waiting.id, job } satisfies WorkerJob<Job>, transfer);
    } catch (thrown) {
      this.#rest(member);
      waiting.reject(new PlumblineError('internal', messageOf(thrown), { cause: thrown }));
    }
  }

  #start(): Member<Job, Result> {
    // Flags of the process such as --input-type would stop a thread from loading its file.
    const worker = new Worker(this.#file, { execArgv: [] });
    const member: Member<Job, Result> = { worker, running: null };
    this.#members.add(member);
    member.worker.on('message', (answer: WorkerAnswer<Result>) => this.#finish(member, answer));
    member.worker.on('error', (cause) => this.#lose(member, cause));
    member.worker.on('exit', (code) => this.#lose(member, new Error(`The thread ended with code ${code}.`)));
    return member;
  }

  #rest(member: Member<Job, Result>): void {
    member.running = null;
    member.worker.unref();
  }

  #finish(member: Member<Job, Result>, answer: WorkerAnswer<Result>): void {
    const { running } = member;
    this.#rest(member);
    if (answer.ok) running?.resolve(answer.result);
    else running?.reject(new PlumblineError('internal', answer.message));
    this.#dispatch();
  }

  #lose(member: Member<Job, Result>, cause: Error): void {
    if (!this.#members.delete(member)) return;
    member.running?.reject(
      new PlumblineError('internal', `An analysis worker stopped: ${cause.message}`, {
        retryable: true,
        cause,
      }),
    );
    this.#dispatch();
  }
}
