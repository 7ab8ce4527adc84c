import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { type Answer, type RejectedLine, readAnswer } from './answer.ts';
import type { Batch } from './batch.ts';
import type { RecordKind } from './encode-record.ts';
import type { DropReason } from './events.ts';
import type { Settings } from './options.ts';
import { backoffMs, parseRetryAfter } from './retry.ts';

/** Outcome is the end of one batch. */
export type Outcome =
  | { readonly kind: 'answered'; readonly rejected: readonly RejectedLine[] }
  | {
      readonly kind: 'dropped';
      readonly reason: DropReason;
      readonly message: string;
      readonly status?: number;
      readonly code?: string;
    };

const PATHS: Readonly<Record<RecordKind, string>> = {
  prediction: 'v1/predictions',
  label: 'v1/labels',
  feature_sample: 'v1/features',
};

const compress = promisify(gzip);

/** CLOSED is the outcome of a batch that the deadline of close cut off. */
export const CLOSED: Outcome = {
  kind: 'dropped',
  reason: 'closed',
  message: 'The client closed before the records were acknowledged.',
};

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  const detail = cause?.code ?? cause?.message;
  return detail === undefined ? error.message : `${error.message} (${String(detail)})`;
}

/** Delivery sends batches over HTTP and repeats each, unchanged, until an answer settles it. */
export class Delivery {
  readonly #settings: Settings;
  readonly #onRetry: () => void;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #cancels = new Set<() => void>();
  #stopped = false;
  /** Monotonic time before which the service asked for silence. */
  #notBefore = 0;

  constructor(settings: Settings, onRetry: () => void) {
    this.#settings = settings;
    this.#onRetry = onRetry;
    this.#headers = {
      'content-type': 'application/x-ndjson',
      ...(settings.apiKey === undefined ? {} : { authorization: `Bearer ${settings.apiKey}` }),
    };
  }

  /** stop ends every request and wait at once; what has no answer yet is dropped. */
  stop(): void {
    this.#stopped = true;
    for (const cancel of [...this.#cancels]) cancel();
  }

  async deliver(batch: Batch): Promise<Outcome> {
    const { maxAttempts, gzipAboveBytes } = this.#settings;
    let body: Uint8Array = batch.takeBody();
    let headers = this.#headers;
    if (body.byteLength > gzipAboveBytes) {
      // Speed over ratio: this runs beside the service that logs.
      body = await compress(body, { level: constants.Z_BEST_SPEED });
      headers = { ...headers, 'content-encoding': 'gzip' };
    }
    const url = this.#settings.url + PATHS[batch.kind];
    for (let attempt = 1; ; attempt++) {
      const silence = this.#notBefore - performance.now();
      if (silence > 0) await this.#pause(silence);
      if (this.#stopped) return CLOSED;
      const answer = await this.#post(url, headers, body, batch.records);
      if (answer.kind === 'settled') return { kind: 'answered', rejected: answer.rejected };
      const message = this.#redact(answer.message);
      if (answer.kind === 'refused') return { ...answer, kind: 'dropped', reason: 'refused', message };
      if (this.#stopped) return CLOSED;
      if (attempt >= maxAttempts) {
        return { ...answer, kind: 'dropped', reason: 'gave_up', message: `${message}, ${attempt} attempts` };
      }
      this.#onRetry();
      await this.#pause(backoffMs(attempt, this.#settings, Math.random));
    }
  }

  async #post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
    records: number,
  ): Promise<Answer> {
    const abort = new AbortController();
    const cancel = () => abort.abort();
    const timer = setTimeout(cancel, this.#settings.requestTimeoutMs).unref();
    this.#cancels.add(cancel);
    try {
      // A redirect is not followed: it would carry the key to another address.
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: abort.signal,
      });
      const answer = readAnswer(response.status, await response.text(), records);
      if (answer.kind === 'retry') {
        const wait = parseRetryAfter(response.headers.get('retry-after'), Date.now());
        if (wait !== undefined) this.#notBefore = Math.max(this.#notBefore, performance.now() + wait);
      }
      return answer;
    } catch (error) {
      const timeout = `no answer within ${this.#settings.requestTimeoutMs} ms`;
      return { kind: 'retry', message: abort.signal.aborted ? timeout : describe(error) };
    } finally {
      clearTimeout(timer);
      this.#cancels.delete(cancel);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#cancels.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      this.#cancels.add(done);
    });
  }

  #redact(message: string): string {
    const { apiKey } = this.#settings;
    return apiKey === undefined ? message : message.replaceAll(apiKey, '[secret]');
  }
}
