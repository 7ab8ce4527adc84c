import type { Clock } from '../domain/index.ts';
import { Batch, type BatchRow, type Placement } from './batch.ts';
import { type BatchWriting, repeat, writeBatch } from './write-batch.ts';

/** CommitLimits say when a batch goes in: its age in milliseconds, its rows or its bytes, whatever comes first. */
export interface CommitLimits {
  readonly ageMs: number;
  readonly rows: number;
  readonly bytes: number;
}

/** CommitterOptions wire one table's committer. */
export interface CommitterOptions extends BatchWriting {
  readonly limits: CommitLimits;
  readonly clock: Clock;
  /** What must be stored before the rows, such as the names that they use; repeated like an insert. */
  readonly before: () => Promise<void>;
  readonly after: (batch: Batch) => void;
}

/** TableCommitter groups the rows of many requests into one insert at a time; the next batch gathers meanwhile. */
export class TableCommitter {
  readonly #options: CommitterOptions;
  readonly #keepNewest: boolean;
  #open: Batch | null = null;
  #openIsDue = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #sealed: Batch[] = [];
  #writing: Batch | null = null;
  #running = false;
  #lastReceivedAt = 0;
  #lastBytes = 0;
  #draining = false;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#keepNewest = options.table === 'labels';
  }

  /** place puts a row into the gathering batch; the batch's `settled` tells when it is durable. */
  place(offered: BatchRow): Placement {
    const batch = this.#open ?? this.#start();
    const placement = this.#keepNewest ? batch.addNewest(offered) : batch.add(offered);
    const { rows, bytes } = this.#options.limits;
    if (batch.buffer.rows >= rows || batch.buffer.bytes >= bytes) this.#seal();
    return placement;
  }

  /** waiting is what is not durable yet. */
  get waiting(): { readonly rows: number; readonly bytes: number } {
    const batches = [...this.#sealed, this.#open, this.#writing];
    let rows = 0;
    let bytes = 0;
    for (const batch of batches) {
      rows += batch?.buffer.rows ?? 0;
      bytes += batch?.buffer.bytes ?? 0;
    }
    return { rows, bytes };
  }

  /** drain writes what is gathered without waiting for its age; resolves when nothing waits any more. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#seal();
    const last = this.#sealed.at(-1) ?? this.#writing;
    await last?.settled.catch(() => {});
  }

  #start(): Batch {
    const receivedAt = Math.max(this.#options.clock(), this.#lastReceivedAt + 1);
    this.#lastReceivedAt = receivedAt;
    const batch = new Batch(receivedAt, Math.ceil(this.#lastBytes * 1.25));
    this.#open = batch;
    this.#openIsDue = false;
    this.#timer = setTimeout(() => this.#due(), this.#draining ? 0 : this.#options.limits.ageMs);
    return batch;
  }

  #due(): void {
    this.#openIsDue = true;
    if (!this.#running) this.#seal();
  }

  #seal(): void {
    if (!this.#open) return;
    clearTimeout(this.#timer);
    this.#sealed.push(this.#open);
    this.#open = null;
    if (!this.#running) void this.#writeSealed();
  }

  async #writeSealed(): Promise<void> {
    this.#running = true;
    for (;;) {
      // A batch that came of age during the last insert went on gathering until now.
      if (this.#sealed.length === 0 && this.#openIsDue) this.#seal();
      const batch = this.#sealed.shift();
      if (!batch) break;
      this.#writing = batch;
      await this.#write(batch);
      this.#writing = null;
    }
    this.#running = false;
  }

  async #write(batch: Batch): Promise<void> {
    this.#lastBytes = batch.buffer.bytes;
    try {
      await repeat(this.#options.before, this.#options);
      await writeBatch(batch, this.#options);
      this.#options.after(batch);
      batch.settle();
    } catch (error) {
      this.#options.logger.error(
        { table: this.#options.table, rows: batch.buffer.rows, err: error },
        'batch given up',
      );
      batch.giveUp(error);
    }
  }
}
