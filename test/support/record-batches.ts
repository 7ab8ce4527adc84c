/** BatchShape is a record batch as a test wants it; what is left out is as a plain producer writes it. */
export interface BatchShape {
  readonly baseOffset?: bigint;
  /** Codec, timestamp type, transaction and control bits. */
  readonly attributes?: number;
  readonly records?: readonly RecordShape[];
  /** Bytes in place of the encoded records, such as compressed ones. */
  readonly body?: Buffer;
  readonly magic?: number;
  readonly lastOffsetDelta?: number;
  readonly count?: number;
  readonly baseTimestamp?: number;
  readonly maxTimestamp?: number;
  readonly producerId?: bigint;
}

/** RecordShape is one record of a batch. */
export interface RecordShape {
  readonly key?: Buffer;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
}

/** encodeRecords writes records as they stand in a batch before compression. */
export function encodeRecords(records: readonly RecordShape[]): Buffer {
  return Buffer.concat(records.map((record, index) => encodeRecord(record, index)));
}

function encodeRecord(record: RecordShape, index: number): Buffer {
  const headers = Object.entries(record.headers ?? {});
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(record.timestampDelta ?? index),
    varint(record.offsetDelta ?? index),
    sized(record.key ?? null),
    sized(record.value),
    varint(headers.length),
    ...headers.flatMap(([name, value]) => [sized(Buffer.from(name)), sized(Buffer.from(value))]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

/** encodeBatch writes a batch of magic 2 with its checksum. */
export function encodeBatch(shape: BatchShape): Buffer {
  const records = shape.records ?? [];
  const body = shape.body ?? encodeRecords(records);
  const batch = Buffer.alloc(61 + body.length);
  const base = shape.baseTimestamp ?? 1_780_000_000_000;
  batch.writeBigInt64BE(shape.baseOffset ?? 0n, 0);
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(0, 12);
  batch.writeInt8(shape.magic ?? 2, 16);
  batch.writeInt16BE(shape.attributes ?? 0, 21);
  batch.writeInt32BE(shape.lastOffsetDelta ?? Math.max(0, records.length - 1), 23);
  batch.writeBigInt64BE(BigInt(base), 27);
  batch.writeBigInt64BE(BigInt(shape.maxTimestamp ?? base), 35);
  batch.writeBigInt64BE(shape.producerId ?? -1n, 43);
  batch.writeInt16BE(-1, 51);
  batch.writeInt32BE(-1, 53);
  batch.writeInt32BE(shape.count ?? records.length, 57);
  body.copy(batch, 61);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

function sized(bytes: Buffer | null): Buffer {
  return bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  const bytes: number[] = [];
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

/** The Castagnoli checksum, bit by bit. */
function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
