import type { KnownModel } from './known-model.ts';
import { RowBuffer } from './row-buffer.ts';

/** Placement says where a row of a request went; repeats point to the row that they repeat. */
export interface Placement {
  readonly batch: Batch;
  readonly row: number;
  readonly repeat: boolean;
}

/** BatchRow is one row offered to a batch. */
export interface BatchRow {
  /** Rows with the same key are the same record; null for rows that cannot repeat. */
  readonly key: string | null;
  /** Epoch milliseconds; counts for the watermark of the model only. */
  readonly eventTime: number;
  /** The row without received_at. */
  readonly row: object;
  /** Whose watermark moves when the row is durable. */
  readonly model: KnownModel | null;
}

/**
 * Batch is the rows of one table that go in together. All carry one arrival time, larger than that of every
 * earlier batch, so that of two writes of a record in different batches the first has the smaller one.
 */
export class Batch {
  readonly receivedAt: number;
  readonly buffer: RowBuffer;
  readonly newest = new Map<KnownModel, number>();
  /** Rows that the store refuses, with its reason. */
  readonly refused = new Map<number, string>();
  /** Resolves when every row is durable or refused; rejects when the batch was given up. */
  readonly settled: Promise<void>;
  settle: () => void = () => {};
  giveUp: (reason: unknown) => void = () => {};
  readonly #rowByKey = new Map<string, number>();

  constructor(receivedAt: number, expectedBytes: number) {
    this.receivedAt = receivedAt;
    this.buffer = new RowBuffer(`{"received_at":${receivedAt}`, expectedBytes);
    this.settled = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.giveUp = reject;
    });
    // A batch whose requests have all stopped waiting is nobody's unhandled rejection.
    this.settled.catch(() => {});
  }

  /** add keeps the first row of a key and leaves out its repeats. */
  add(offered: BatchRow): Placement {
    const { key, eventTime, row, model } = offered;
    const earlier = key === null ? undefined : this.#rowByKey.get(key);
    if (earlier !== undefined) return { batch: this, row: earlier, repeat: true };
    const index = this.buffer.add(JSON.stringify(row));
    if (key !== null) this.#rowByKey.set(key, index);
    if (model !== null && eventTime > (this.newest.get(model) ?? Number.NEGATIVE_INFINITY)) {
      this.newest.set(model, eventTime);
    }
    return { batch: this, row: index, repeat: false };
  }

  /** addNewest keeps the last row of a key: of two labels with one arrival time nobody could tell the newer. */
  addNewest(offered: BatchRow): Placement {
    const { key, row } = offered;
    const earlier = key === null ? undefined : this.#rowByKey.get(key);
    const index = this.buffer.add(JSON.stringify(row));
    if (key !== null) this.#rowByKey.set(key, index);
    if (earlier === undefined) return { batch: this, row: index, repeat: false };
    this.buffer.blank(earlier);
    return { batch: this, row: index, repeat: true };
  }
}
