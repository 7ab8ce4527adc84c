import type { Refusal } from './check-value.ts';
import { Delivery } from './delivery.ts';
import { encodeRecord, type RecordKind } from './encode-record.ts';
import type { DropReason } from './events.ts';
import type { FeatureSampleInput, LabelInput, PredictionInput } from './input.ts';
import { Ledger } from './ledger.ts';
import { type PlumblineOptions, readOptions, type Settings } from './options.ts';
import { type FlushResult, Outbox } from './outbox.ts';
import { LIMITS } from './wire.ts';

/** PlumblineStats count records since the start: logged = accepted + rejected + dropped + buffered. */
export interface PlumblineStats {
  /** Acknowledged by the service, and so durable. */
  readonly accepted: number;
  /** Refused one by one, by the SDK or by the service. */
  readonly rejected: number;
  /** Lost on this side. */
  readonly dropped: number;
  /** Without an answer yet, those in flight included. */
  readonly buffered: number;
  readonly bufferedBytes: number;
  /** Requests that were sent again. */
  readonly retried: number;
}

const DROPPED: Readonly<Partial<Record<DropReason, string>>> = {
  buffer_full: 'The buffer is full; the newest record is refused.',
  closed: 'The client is closed.',
};

/** Plumbline logs predictions, labels and feature samples of one model in the background. */
export class Plumbline {
  // All state is in private fields: inspecting or printing a client shows neither the key nor the records.
  readonly #settings: Settings;
  readonly #ledger: Ledger;
  readonly #outbox: Outbox;

  /** Throws a TypeError when the options are wrong; nothing else here ever throws. */
  constructor(options: PlumblineOptions) {
    this.#settings = readOptions(options);
    this.#ledger = new Ledger(this.#settings);
    const delivery = new Delivery(this.#settings, () => this.#ledger.retry());
    this.#outbox = new Outbox(this.#settings, delivery, this.#ledger);
  }

  /** logPrediction buffers a prediction; false when it was rejected or dropped on the spot. */
  logPrediction(prediction: PredictionInput): boolean {
    return this.#log('prediction', prediction);
  }

  /** logLabel buffers the ground truth of a prediction; false when it was rejected or dropped on the spot. */
  logLabel(label: LabelInput): boolean {
    return this.#log('label', label);
  }

  /** logFeatures buffers inputs without a prediction; false when they were rejected or dropped on the spot. */
  logFeatures(sample: FeatureSampleInput): boolean {
    return this.#log('feature_sample', sample);
  }

  /** ready resolves when the buffer is at most half full: a bulk load awaits it before each record. */
  ready(): Promise<void> {
    return this.#outbox.ready();
  }

  /** flush sends what is buffered now and resolves with what became of it; it never rejects. */
  flush(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    return this.#outbox.flush(options?.timeoutMs);
  }

  /** close flushes within closeTimeoutMs, drops what is left, and refuses every later record; it never rejects. */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<FlushResult> {
    return this.#outbox.close(options?.timeoutMs ?? this.#settings.closeTimeoutMs);
  }

  get stats(): PlumblineStats {
    return {
      ...this.#ledger.counts,
      buffered: this.#outbox.records,
      bufferedBytes: this.#outbox.bytes,
    };
  }

  #log(kind: RecordKind, input: unknown): boolean {
    let id = '';
    try {
      id = idOf(kind, input);
      const { model, version } = this.#settings;
      const line = encodeRecord(kind, input, { model, version, now: Date.now() });
      if (typeof line !== 'string') return this.#reject(kind, id, line);
      const bytes = Buffer.byteLength(line) + 1;
      if (bytes > LIMITS.bodyBytes) {
        const message = `The record is larger than ${LIMITS.bodyBytes} bytes.`;
        return this.#reject(kind, id, { code: 'body_too_large', path: '', message });
      }
      const reason = this.#outbox.offer(kind, id, line, bytes);
      if (reason === undefined) return true;
      this.#ledger.drop({ kind, ids: [id], reason, message: DROPPED[reason] ?? reason });
      return false;
    } catch (error) {
      // Only reading the input can throw: a getter, a proxy, or nesting without end.
      const message = `The record could not be read: ${error instanceof Error ? error.message : String(error)}`;
      return this.#reject(kind, id, { code: 'wrong_type', path: '', message });
    }
  }

  #reject(kind: RecordKind, id: string, { code, path, message }: Refusal): false {
    this.#ledger.reject({ kind, id, code, path, message, by: 'sdk' });
    return false;
  }
}

function idOf(kind: RecordKind, input: unknown): string {
  const { predictionId, sampleId } = (input ?? {}) as Readonly<Record<string, unknown>>;
  const id = kind === 'feature_sample' ? sampleId : predictionId;
  return typeof id === 'string' ? id : '';
}
