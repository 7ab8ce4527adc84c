const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array;

/** RowBinaryWriter collects values in ClickHouse's RowBinary format: little-endian, lengths before texts and arrays. */
export interface RowBinaryWriter {
  text(value: string): void;
  /** A text that is given as its bytes. */
  bytes(value: Uint8Array): void;
  bool(value: boolean): void;
  uint32(value: number): void;
  uint64(value: number): void;
  int64(value: bigint): void;
  float64(value: number): void;
  /** An array of the element type that the values have. */
  numbers(values: NumberArray): void;
  /** Whole numbers up to 2^53. */
  uint64s(values: Float64Array): void;
  texts(values: readonly string[]): void;
  readonly size: number;
  finish(): Uint8Array;
}

/** Bytes that are allocated at a time: an object for every number would cost more than all the rest. */
const CHUNK_BYTES = 16 * 1024;
/** Up to so many bytes a copy is cheaper than a part of its own. */
const COPIED_BYTES = 1024;

/** createRowBinaryWriter starts with nothing; what takes more than a KiB is not copied until finish. */
export function createRowBinaryWriter(): RowBinaryWriter {
  const parts: Uint8Array[] = [];
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  /** What of the chunk is in the parts, and what is written. */
  let parted = 0;
  let used = 0;
  let size = 0;
  const part = () => {
    if (parted < used) parts.push(chunk.subarray(parted, used));
    parted = used;
  };
  /** Where so many bytes, which fit into a chunk, are to be written. */
  const take = (length: number): number => {
    if (used + length > CHUNK_BYTES) {
      part();
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      parted = 0;
      used = 0;
    }
    used += length;
    size += length;
    return used - length;
  };
  const push = (bytes: Uint8Array) => {
    if (bytes.length <= COPIED_BYTES) {
      // The chunk may become another one before it is written to.
      const at = take(bytes.length);
      chunk.set(bytes, at);
      return;
    }
    part();
    parts.push(bytes);
    size += bytes.length;
  };
  /** LEB128: seven bits per byte, the highest bit says that more follow. */
  const length = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) byte((rest % 128) | 128);
    byte(rest);
  };
  const byte = (value: number) => {
    const at = take(1);
    chunk[at] = value;
  };
  const text = (value: string) => {
    const bytes = Buffer.byteLength(value, 'utf8');
    length(bytes);
    if (bytes > COPIED_BYTES) return push(Buffer.from(value, 'utf8'));
    const at = take(bytes);
    chunk.write(value, at, 'utf8');
  };
  const uint32 = (value: number) => {
    const at = take(4);
    chunk.writeUInt32LE(value, at);
  };
  return {
    text,
    bytes(value) {
      length(value.length);
      push(value);
    },
    bool: (value) => byte(value ? 1 : 0),
    uint32,
    // Half by half: a BigInt costs more than both.
    uint64(value) {
      uint32(value % 2 ** 32);
      uint32(Math.floor(value / 2 ** 32));
    },
    int64(value) {
      const at = take(8);
      chunk.writeBigInt64LE(value, at);
    },
    float64(value) {
      const at = take(8);
      chunk.writeDoubleLE(value, at);
    },
    numbers(values) {
      length(values.length);
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      push(littleEndian ? bytes : reversed(bytes, values.BYTES_PER_ELEMENT));
    },
    uint64s(values) {
      length(values.length);
      const bytes = new Uint8Array(values.length * 8);
      const view = new DataView(bytes.buffer);
      for (const [index, value] of values.entries()) {
        view.setUint32(index * 8, value % 2 ** 32, true);
        view.setUint32(index * 8 + 4, Math.floor(value / 2 ** 32), true);
      }
      push(bytes);
    },
    texts(values) {
      length(values.length);
      for (const value of values) text(value);
    },
    get size() {
      return size;
    },
    finish() {
      part();
      return Buffer.concat(parts);
    },
  };
}

/** reversed turns the bytes of every element around. */
function reversed(bytes: Uint8Array, size: number): Uint8Array {
  const result = bytes.slice();
  for (let from = 0; from < result.length; from += size) result.subarray(from, from + size).reverse();
  return result;
}
