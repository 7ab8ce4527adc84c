import type { DroppedRecords, RejectedRecord } from './events.ts';

type Callback<T> = ((event: T) => void) | undefined;

/** Ledger counts what became of the records and tells the callbacks, whose failures stay with them. */
export class Ledger {
  #accepted = 0;
  #rejected = 0;
  #dropped = 0;
  #retried = 0;
  readonly #onRejected: Callback<RejectedRecord>;
  readonly #onDrop: Callback<DroppedRecords>;
  readonly #warned = new Set<string>();

  constructor(callbacks: {
    readonly onRejected: Callback<RejectedRecord>;
    readonly onDrop: Callback<DroppedRecords>;
  }) {
    this.#onRejected = callbacks.onRejected;
    this.#onDrop = callbacks.onDrop;
  }

  get counts(): { accepted: number; rejected: number; dropped: number; retried: number } {
    return {
      accepted: this.#accepted,
      rejected: this.#rejected,
      dropped: this.#dropped,
      retried: this.#retried,
    };
  }

  accept(records: number): void {
    this.#accepted += records;
  }

  retry(): void {
    this.#retried += 1;
  }

  reject(event: RejectedRecord): void {
    this.#rejected += 1;
    if (this.#onRejected) tell(this.#onRejected, event);
    else this.#warnOnce('onRejected', `${event.code} ${event.path} ${event.message}`);
  }

  drop(event: DroppedRecords): void {
    this.#dropped += event.ids.length;
    if (this.#onDrop) tell(this.#onDrop, event);
    else this.#warnOnce('onDrop', `${event.reason}: ${event.message}`);
  }

  /** Without a callback the first loss of each sort is printed, so that a wrong key is not silent for ever. */
  #warnOnce(callback: string, what: string): void {
    if (this.#warned.has(callback)) return;
    this.#warned.add(callback);
    const verb = callback === 'onDrop' ? 'dropped' : 'rejected';
    process.emitWarning(
      `Records were ${verb} (${what}). Set ${callback} to hear of each.`,
      'PlumblineWarning',
    );
  }
}

/** tell calls back; an error thrown there, now or later, must not reach the service that logs. */
function tell<T>(callback: (event: T) => unknown, event: T): void {
  try {
    const returned = callback(event);
    if (returned instanceof Promise) returned.catch(() => {});
  } catch {
    // The callback's failure is its own; the counters hold what it was told.
  }
}
