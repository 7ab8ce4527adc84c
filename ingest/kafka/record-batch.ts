import type { LogRecord } from '../record-log.ts';
import { ByteReader } from './byte-reader.ts';
import { decompress } from './codecs.ts';
import { type BatchProblem, UnreadableBatch } from './unreadable-batch.ts';

/**
 * The record batch of Kafka (magic 2): a header of 61 bytes, then records that may be compressed together.
 * https://kafka.apache.org/documentation/#recordbatch
 */
const HEADER_BYTES = 61;
/** First offset and length, which the length does not count. */
const PREFIX_BYTES = 12;
const CURRENT_MAGIC = 2;
const CODEC_MASK = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ABORT_MARKER = 0;

/** An unreadable batch stands in quarantine once, with so many of its bytes. */
const KEPT_BYTES = 64 * 1024;

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));
const NO_BYTES = new Uint8Array(0);

/** DecodeLimits bound what reading takes. */
export interface DecodeLimits {
  /** Bytes of values in one chunk; a chunk has at least one record. */
  readonly chunkBytes: number;
  /** Bytes that one batch may unpack to. */
  readonly decompressedBytes: number;
  /**
   * Offset after the newest record of the partition. A broker looks it up before it reads, so that a batch beyond it either
   * came in between or is damaged.
   */
  readonly end: bigint;
  /** A first batch beyond the end is damaged: answers before this one have begun with it too. */
  readonly isCertain: boolean;
  /** Time of entries whose batch tells none, epoch milliseconds. */
  readonly now: number;
}

/** RecordChunk is a run of records, and the offset at which reading goes on after it. */
export interface RecordChunk {
  readonly records: readonly LogRecord[];
  readonly next: bigint;
}

/** AbortedTransaction names records that a producer has taken back. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

interface BatchHeader {
  readonly base: bigint;
  readonly last: bigint;
  readonly attributes: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: bigint;
  readonly records: number;
}

/**
 * decodeRecordSet reads the record batches of one answer, in chunks, from the offset that was asked for. What cannot be
 * read comes out as records with a problem, one for each of its offsets, the bytes with the first; reading goes on with
 * the next batch. A batch that the answer cuts off is left for the next one, and so is one that may be newer than the end.
 */
export function* decodeRecordSet(
  bytes: Buffer,
  from: bigint,
  aborted: readonly AbortedTransaction[],
  limits: DecodeLimits,
): Generator<RecordChunk> {
  const open = [...aborted].sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const takenBack = new Set<bigint>();
  let next = from;
  for (let at = 0; bytes.length - at >= PREFIX_BYTES; ) {
    const length = bytes.readInt32BE(at + 8);
    const cutOff = length > bytes.length - at - PREFIX_BYTES;
    if (cutOff && at > 0) return;
    if (cutOff || length < 1) {
      // A first batch always comes whole, so its length is wrong and nothing tells where the next batch begins: the
      // broker is asked again, one offset further.
      const record = unreadable(next, bytes.subarray(at), 'corrupt_log_record', limits.now);
      yield { records: [record], next: next + 1n };
      return;
    }
    const batch = bytes.subarray(at, at + PREFIX_BYTES + length);
    const isFirst = at === 0;
    at += batch.length;
    const header = readHeader(batch);
    const isBeyond = header !== undefined && header.last >= limits.end;
    if (isBeyond && !(isFirst && limits.isCertain)) return;
    if (header === undefined || header.base < 0n || isBeyond) {
      // Its offsets cannot be trusted; the next batch tells where it begins.
      yield { records: [unreadable(next, batch, 'corrupt_log_record', limits.now)], next: next + 1n };
      next += 1n;
      continue;
    }
    while (open[0] !== undefined && open[0].firstOffset <= header.last) {
      takenBack.add(open[0].producerId);
      open.shift();
    }
    const after = header.last + 1n;
    if (after <= next) continue;
    if ((header.attributes & CONTROL) !== 0) {
      if (markerType(batch) === ABORT_MARKER) takenBack.delete(header.producerId);
    } else if ((header.attributes & TRANSACTIONAL) === 0 || !takenBack.has(header.producerId)) {
      yield* readBatch(batch, header, next, limits);
    }
    next = after;
    yield { records: [], next };
  }
}

function readHeader(batch: Buffer): BatchHeader | undefined {
  if (batch.length < HEADER_BYTES || batch.readInt8(16) !== CURRENT_MAGIC) return undefined;
  const base = batch.readBigInt64BE(0);
  const lastDelta = batch.readInt32BE(23);
  const records = batch.readInt32BE(57);
  if (lastDelta < 0 || records < 0) return undefined;
  return {
    base,
    last: base + BigInt(lastDelta),
    attributes: batch.readInt16BE(21),
    baseTimestamp: Number(batch.readBigInt64BE(27)),
    maxTimestamp: Number(batch.readBigInt64BE(35)),
    producerId: batch.readBigInt64BE(43),
    records,
  };
}

/** The key of a control record holds a version and the type of the marker. */
function markerType(batch: Buffer): number | undefined {
  try {
    const reader = new ByteReader(batch, HEADER_BYTES);
    reader.varint();
    reader.int8();
    reader.varint();
    reader.varint();
    return reader.varintBytes()?.readInt16BE(2);
  } catch {
    return undefined;
  }
}

function* readBatch(
  batch: Buffer,
  header: BatchHeader,
  from: bigint,
  limits: DecodeLimits,
): Generator<RecordChunk> {
  let next = from > header.base ? from : header.base;
  let chunk: LogRecord[] = [];
  let bytes = 0;
  let problem: BatchProblem | undefined;
  try {
    const codec = header.attributes & CODEC_MASK;
    const reader = new ByteReader(decompress(codec, batch.subarray(HEADER_BYTES), limits.decompressedBytes));
    for (let index = 0; index < header.records; index += 1) {
      const record = readRecord(reader, header);
      if (record.offset < from) continue;
      if (record.offset < next || record.offset > header.last)
        throw new UnreadableBatch('corrupt_log_record');
      const size = record.value?.length ?? 0;
      if (bytes + size > limits.chunkBytes && chunk.length > 0) {
        yield { records: chunk, next };
        chunk = [];
        bytes = 0;
      }
      chunk.push(record);
      bytes += size;
      next = record.offset + 1n;
    }
  } catch (error) {
    if (!(error instanceof UnreadableBatch || error instanceof RangeError)) throw error;
    problem = error instanceof UnreadableBatch ? error.problem : 'corrupt_log_record';
  }
  if (chunk.length > 0) yield { records: chunk, next };
  const timestamp = header.maxTimestamp > 0 ? header.maxTimestamp : limits.now;
  if (problem !== undefined) yield* unreadableRest(batch, next, header.last, problem, timestamp);
}

function readRecord(reader: ByteReader, header: BatchHeader): LogRecord {
  const end = reader.varint() + reader.at;
  reader.int8();
  const timestamp = header.baseTimestamp + reader.varint();
  const offset = header.base + BigInt(reader.varint());
  reader.varintBytes();
  const value = reader.varintBytes();
  const headers = readHeaders(reader);
  if (reader.at !== end) throw new UnreadableBatch('corrupt_log_record');
  const appendTime = (header.attributes & LOG_APPEND_TIME) !== 0;
  return { offset, timestamp: appendTime ? header.maxTimestamp : timestamp, value, headers };
}

function readHeaders(reader: ByteReader): Readonly<Record<string, string>> {
  let left = reader.varint();
  if (left === 0) return NO_HEADERS;
  const headers: Record<string, string> = Object.create(null);
  for (; left > 0; left -= 1) {
    const name = reader.varintBytes()?.toString('utf8').toLowerCase() ?? '';
    headers[name] = reader.varintBytes()?.toString('utf8') ?? '';
  }
  return headers;
}

function* unreadableRest(
  batch: Buffer,
  from: bigint,
  last: bigint,
  problem: BatchProblem,
  timestamp: number,
): Generator<RecordChunk> {
  const perChunk = 1_000n;
  for (let first = from; first <= last; first += perChunk) {
    const records: LogRecord[] = [];
    const end = first + perChunk > last ? last : first + perChunk - 1n;
    for (let offset = first; offset <= end; offset += 1n) {
      records.push(unreadable(offset, offset === from ? batch : NO_BYTES, problem, timestamp));
    }
    yield { records, next: end + 1n };
  }
}

function unreadable(offset: bigint, bytes: Uint8Array, problem: BatchProblem, timestamp: number): LogRecord {
  return { offset, timestamp, value: bytes.subarray(0, KEPT_BYTES), headers: NO_HEADERS, problem };
}
