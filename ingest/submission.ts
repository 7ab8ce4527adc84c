import type { Batch, Placement } from './batch.ts';
import type { RecordOutcome, RecordProblem } from './outcomes.ts';

/** RejectedRecord answers for one record of a request that was not accepted. */
export interface RejectedRecord extends RecordProblem {
  readonly index: number;
}

/** RefusedRow is a row of a request that the store did not take. */
export interface RefusedRow {
  readonly index: number;
  readonly reason: string;
  /** The row as it was sent; null where another record of the request stands for the same row. */
  readonly text: string | null;
}

/** Followed ties a row to its record. */
interface Followed extends Placement {
  readonly index: number;
  /** False for the label that a prediction carried along. */
  readonly isRecord: boolean;
}

/** Submission follows the records of one request until each has its outcome. */
export class Submission {
  readonly rejected: RejectedRecord[] = [];
  quarantined = 0;
  #accepted = 0;
  #duplicate = 0;
  readonly #batches = new Set<Batch>();
  readonly #followed: Followed[] = [];

  /** reject answers a record with its problem. */
  reject(index: number, problem: RecordProblem): void {
    this.rejected.push({ index, ...problem });
  }

  /** follow notes where a record's row went. */
  follow(index: number, placement: Placement, isRecord: boolean): void {
    const { batch, row, repeat } = placement;
    if (isRecord && repeat) this.#duplicate += 1;
    if (isRecord && !repeat) this.#accepted += 1;
    this.#followed.push({ index, isRecord, batch, row, repeat });
    this.#batches.add(batch);
  }

  /** attach waits for a row that belongs to no accepted record, such as a quarantine row. */
  attach(placement: Placement): void {
    this.#batches.add(placement.batch);
  }

  /** settled resolves when every row so far is durable or refused. */
  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#batches, (batch) => batch.settled));
  }

  /** takeRefused hands out, once, the records whose rows the store refused; they stop counting as accepted. */
  takeRefused(): readonly RefusedRow[] {
    const refused = new Map<number, RefusedRow>();
    if (!Array.from(this.#batches).some((batch) => batch.refused.size > 0)) return [];
    for (const { index, batch, row, repeat } of this.#followed) {
      const reason = batch.refused.get(row);
      if (reason === undefined || refused.has(index)) continue;
      refused.set(index, { index, reason, text: repeat ? null : batch.buffer.textOf(row) });
    }
    for (const { index, isRecord, repeat } of this.#followed) {
      if (!isRecord || !refused.has(index)) continue;
      if (repeat) this.#duplicate -= 1;
      else this.#accepted -= 1;
    }
    return [...refused.values()];
  }

  /** anyRefused tells whether the store refused a row that was attached. */
  anyRefused(placements: readonly Placement[]): boolean {
    return placements.some(({ batch, row }) => batch.refused.has(row));
  }

  /** counts is the outcome of every record so far. */
  get counts(): Readonly<Record<RecordOutcome, number>> {
    return {
      accepted: this.#accepted,
      duplicate: this.#duplicate,
      rejected: this.rejected.length - this.quarantined,
      quarantined: this.quarantined,
    };
  }
}
