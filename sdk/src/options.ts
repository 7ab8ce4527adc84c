import type { DroppedRecords, RejectedRecord } from './events.ts';
import type { RetryPolicy } from './retry.ts';
import { LIMITS } from './wire.ts';

/** PlumblineOptions configure a client; only url and model are required. */
export interface PlumblineOptions {
  /** Address of the service, such as https://plumbline.example; a path in it is kept. */
  readonly url: string | URL;
  /** Needed as soon as the service listens beyond loopback; it also decides the project. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Version of the model that serves now; a record may override it. */
  readonly version?: string | undefined;
  /** Records per request, 500 by default. */
  readonly batchRecords?: number | undefined;
  /** Bytes per request before compression, 1 MiB by default. */
  readonly batchBytes?: number | undefined;
  /** The longest that a record waits for its batch to fill, 1000 ms by default. */
  readonly batchAgeMs?: number | undefined;
  /** Compresses larger bodies with gzip; never by default. */
  readonly gzipAboveBytes?: number | undefined;
  /** Requests at the same time, 4 by default; 1 keeps the order of the records. */
  readonly maxInFlight?: number | undefined;
  /** Records that may wait, those in flight included, 100,000 by default. */
  readonly maxBufferedRecords?: number | undefined;
  /** Bytes that may wait, those in flight included, 64 MiB by default. */
  readonly maxBufferedBytes?: number | undefined;
  /** Limit of one HTTP request, 10,000 ms by default. */
  readonly requestTimeoutMs?: number | undefined;
  /** Tries of one request, 20 by default: about three minutes of outage. */
  readonly maxAttempts?: number | undefined;
  /** Ceiling of the first back-off, 100 ms by default; it doubles with every attempt. */
  readonly retryBaseMs?: number | undefined;
  /** Ceiling of every back-off, 30,000 ms by default. */
  readonly retryMaxMs?: number | undefined;
  /** How long close waits for what is buffered, 10,000 ms by default. */
  readonly closeTimeoutMs?: number | undefined;
  /** Called once per rejected record. */
  readonly onRejected?: ((record: RejectedRecord) => void) | undefined;
  /** Called when records are lost. */
  readonly onDrop?: ((records: DroppedRecords) => void) | undefined;
}

const TIMER_MAX_MS = 2 ** 31 - 1;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const NUMBERS = {
  batchRecords: { standard: 500, min: 1, max: LIMITS.recordsPerRequest },
  batchBytes: { standard: 1_048_576, min: 1, max: LIMITS.bodyBytes },
  batchAgeMs: { standard: 1000, min: 0, max: TIMER_MAX_MS },
  gzipAboveBytes: { standard: NO_LIMIT, min: 0, max: NO_LIMIT },
  maxInFlight: { standard: 4, min: 1, max: 64 },
  maxBufferedRecords: { standard: 100_000, min: 1, max: NO_LIMIT },
  maxBufferedBytes: { standard: 64 * 1_048_576, min: 1, max: NO_LIMIT },
  requestTimeoutMs: { standard: 10_000, min: 1, max: TIMER_MAX_MS },
  maxAttempts: { standard: 20, min: 1, max: NO_LIMIT },
  retryBaseMs: { standard: 100, min: 0, max: TIMER_MAX_MS },
  retryMaxMs: { standard: 30_000, min: 0, max: TIMER_MAX_MS },
  closeTimeoutMs: { standard: 10_000, min: 0, max: TIMER_MAX_MS },
} as const;

const OTHERS = ['url', 'apiKey', 'model', 'version', 'onRejected', 'onDrop'];

/** Settings are checked options with every default filled in. */
export interface Settings extends RetryPolicy, Readonly<Record<keyof typeof NUMBERS, number>> {
  /** Ends with a slash. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly model: string;
  readonly version: string | undefined;
  readonly onRejected: ((record: RejectedRecord) => void) | undefined;
  readonly onDrop: ((records: DroppedRecords) => void) | undefined;
}

/** fail never prints the value: it may be, or hold, a secret. */
function fail(option: string, expected: string): never {
  throw new TypeError(`Plumbline option "${option}" ${expected}.`);
}

function readUrl(value: unknown): string {
  if (!URL.canParse(String(value))) fail('url', 'must be an http or https address');
  const url = new URL(String(value));
  if (url.protocol !== 'http:' && url.protocol !== 'https:') fail('url', 'must be an http or https address');
  if (url.username !== '' || url.password !== '') fail('url', 'must not hold credentials; use apiKey');
  if (url.search !== '' || url.hash !== '') fail('url', 'must not have a query or a fragment');
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

function readName(option: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') fail(option, 'must be text that is not empty');
  return value;
}

function readCallback<T>(option: string, value: T | undefined): T | undefined {
  if (value !== undefined && typeof value !== 'function') fail(option, 'must be a function');
  return value;
}

function readNumber(option: keyof typeof NUMBERS, value: unknown): number {
  const { standard, min, max } = NUMBERS[option];
  if (value === undefined) return standard;
  const limit = value === Number.POSITIVE_INFINITY ? NO_LIMIT : value;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < min || limit > max) {
    fail(option, `must be a whole number from ${min}${max === NO_LIMIT ? '' : ` to ${max}`}`);
  }
  return limit;
}

/** readOptions checks everything at once and throws a TypeError that names the option, never its value. */
export function readOptions(options: PlumblineOptions): Settings {
  if (typeof options !== 'object' || options === null) throw new TypeError('Plumbline needs options.');
  for (const name of Object.keys(options)) {
    if (!OTHERS.includes(name) && !Object.hasOwn(NUMBERS, name)) fail(name, 'does not exist');
  }
  const { apiKey } = options;
  if (apiKey !== undefined && !(typeof apiKey === 'string' && /^[\x21-\x7e]+$/.test(apiKey))) {
    fail('apiKey', 'must be printable ASCII without spaces or line breaks');
  }
  const numbers = Object.fromEntries(
    (Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]).map((name) => [name, readNumber(name, options[name])]),
  ) as Record<keyof typeof NUMBERS, number>;
  return {
    ...numbers,
    url: readUrl(options.url),
    apiKey,
    model: readName('model', options.model),
    version: options.version === undefined ? undefined : readName('version', options.version),
    onRejected: readCallback('onRejected', options.onRejected),
    onDrop: readCallback('onDrop', options.onDrop),
  };
}
