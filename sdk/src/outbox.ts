import { Batch, type Settlement } from './batch.ts';
import { CLOSED, type Delivery, type Outcome } from './delivery.ts';
import type { RecordKind } from './encode-record.ts';
import type { DropReason } from './events.ts';
import type { Ledger } from './ledger.ts';
import type { Settings } from './options.ts';

/** FlushResult says what became of the records that waited when flush or close was called. */
export interface FlushResult extends Settlement {
  /** Records without an answer when the time was up; always 0 after close. */
  readonly buffered: number;
}

interface Lane {
  readonly batch: Batch;
  readonly ageTimer: NodeJS.Timeout;
}

const FOREVER_MS = 2 ** 31 - 1;

/** Outbox holds the records between the call and the answer: open lanes, sealed batches, batches in flight. */
export class Outbox {
  readonly #settings: Settings;
  readonly #delivery: Delivery;
  readonly #ledger: Ledger;
  readonly #lanes = new Map<RecordKind, Lane>();
  readonly #unsettled = new Set<Batch>();
  #sealed: Batch[] = [];
  #inFlight = 0;
  #records = 0;
  #bytes = 0;
  #pumpDue = false;
  #waiters: (() => void)[] = [];
  #closing: Promise<FlushResult> | undefined;

  constructor(settings: Settings, delivery: Delivery, ledger: Ledger) {
    this.#settings = settings;
    this.#delivery = delivery;
    this.#ledger = ledger;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** offer takes a line whose size includes its line break, or says why not. */
  offer(kind: RecordKind, id: string, line: string, bytes: number): DropReason | undefined {
    if (this.#closing) return 'closed';
    const { batchBytes, batchRecords, maxBufferedRecords, maxBufferedBytes } = this.#settings;
    if (this.#records >= maxBufferedRecords || this.#bytes + bytes > maxBufferedBytes) return 'buffer_full';
    let lane = this.#lanes.get(kind);
    if (lane && lane.batch.bytes + bytes > batchBytes) {
      this.#seal(kind, lane);
      lane = undefined;
    }
    lane ??= this.#open(kind);
    lane.batch.add(id, line, bytes);
    this.#records += 1;
    this.#bytes += bytes;
    if (lane.batch.records >= batchRecords) this.#seal(kind, lane);
    return undefined;
  }

  /** ready resolves when the buffer is at most half full, or closed. */
  async ready(): Promise<void> {
    if (this.#closing || this.#isRoomy()) return;
    this.#sealAll();
    // The waiting caller has to keep the process alive; nothing else here does.
    const hold = setTimeout(() => {}, FOREVER_MS);
    await new Promise<void>((resolve) => this.#waiters.push(resolve));
    clearTimeout(hold);
  }

  /** flush sends everything now and waits for the answers, at most for the given time. */
  async flush(timeoutMs = FOREVER_MS): Promise<FlushResult> {
    this.#sealAll();
    const { result, all } = this.#watch([...this.#unsettled]);
    // This timer is the deadline, and it keeps the process alive for the caller that waits.
    let deadline: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, Math.min(timeoutMs, FOREVER_MS));
    });
    await Promise.race([all, timeUp]);
    clearTimeout(deadline);
    return { ...result };
  }

  close(timeoutMs: number): Promise<FlushResult> {
    this.#closing ??= this.#finish(timeoutMs);
    this.#wakeWaiters();
    return this.#closing;
  }

  async #finish(timeoutMs: number): Promise<FlushResult> {
    this.#sealAll();
    const { result, all } = this.#watch([...this.#unsettled]);
    await this.flush(timeoutMs);
    this.#delivery.stop();
    for (const batch of this.#sealed.splice(0)) this.#settle(batch, CLOSED);
    await all;
    return { ...result };
  }

  /** #watch sums up the settlements of some batches as they come. */
  #watch(batches: readonly Batch[]) {
    const result = { accepted: 0, rejected: 0, dropped: 0, buffered: 0 };
    for (const batch of batches) result.buffered += batch.records;
    const all = Promise.all(
      batches.map(async (batch) => {
        const settlement = await batch.settled;
        result.accepted += settlement.accepted;
        result.rejected += settlement.rejected;
        result.dropped += settlement.dropped;
        result.buffered -= batch.records;
      }),
    );
    return { result, all };
  }

  #open(kind: RecordKind): Lane {
    const batch = new Batch(kind);
    const ageTimer = setTimeout(() => this.#seal(kind, lane), this.#settings.batchAgeMs).unref();
    const lane: Lane = { batch, ageTimer };
    this.#lanes.set(kind, lane);
    this.#unsettled.add(batch);
    return lane;
  }

  #seal(kind: RecordKind, lane: Lane): void {
    clearTimeout(lane.ageTimer);
    this.#lanes.delete(kind);
    this.#sealed.push(lane.batch);
    if (this.#pumpDue) return;
    // Building a body is work for later, not for the request that happened to log the last record of a batch.
    this.#pumpDue = true;
    setImmediate(() => this.#pump());
  }

  #sealAll(): void {
    for (const [kind, lane] of [...this.#lanes]) this.#seal(kind, lane);
  }

  #pump(): void {
    this.#pumpDue = false;
    while (this.#inFlight < this.#settings.maxInFlight) {
      const batch = this.#sealed.shift();
      if (!batch) return;
      this.#inFlight += 1;
      void this.#send(batch);
    }
  }

  async #send(batch: Batch): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await this.#delivery.deliver(batch);
    } catch {
      outcome = { kind: 'dropped', reason: 'gave_up', message: 'The request could not be built.' };
    }
    this.#inFlight -= 1;
    this.#settle(batch, outcome);
    this.#pump();
  }

  #settle(batch: Batch, outcome: Outcome): void {
    const { kind, ids, records } = batch;
    this.#unsettled.delete(batch);
    this.#records -= records;
    this.#bytes -= batch.bytes;
    if (outcome.kind === 'dropped') {
      this.#ledger.drop({ ...outcome, kind, ids });
      batch.settle({ accepted: 0, rejected: 0, dropped: records });
    } else {
      const { rejected } = outcome;
      this.#ledger.accept(records - rejected.length);
      for (const { index, code, path, message } of rejected) {
        this.#ledger.reject({ kind, id: ids[index] ?? '', code, path, message, by: 'service' });
      }
      batch.settle({ accepted: records - rejected.length, rejected: rejected.length, dropped: 0 });
    }
    if (this.#isRoomy()) this.#wakeWaiters();
  }

  #isRoomy(): boolean {
    const { maxBufferedRecords, maxBufferedBytes } = this.#settings;
    return this.#records * 2 <= maxBufferedRecords && this.#bytes * 2 <= maxBufferedBytes;
  }

  #wakeWaiters(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }
}
