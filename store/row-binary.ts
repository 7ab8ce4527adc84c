const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array;

/** RowBinaryWriter collects values in ClickHouse's RowBinary format: little-endian, lengths before texts and arrays. */
export interface RowBinaryWriter {
  text(value: string): void;
  /** A text that is given as its bytes, which are not copied until finish. */
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

/** createRowBinaryWriter starts with nothing; arrays of numbers are not copied until finish. */
export function createRowBinaryWriter(): RowBinaryWriter {
  const parts: Uint8Array[] = [];
  let size = 0;
  const push = (part: Uint8Array) => {
    parts.push(part);
    size += part.byteLength;
  };
  const fixed = (length: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(length);
    write(new DataView(bytes.buffer));
    push(bytes);
  };
  const text = (value: string) => {
    const bytes = Buffer.from(value, 'utf8');
    push(variableLength(bytes.length));
    push(bytes);
  };
  return {
    text,
    bytes(value) {
      push(variableLength(value.length));
      push(value);
    },
    bool: (value) => push(Uint8Array.of(value ? 1 : 0)),
    uint32: (value) => fixed(4, (view) => view.setUint32(0, value, true)),
    uint64: (value) => fixed(8, (view) => view.setBigUint64(0, BigInt(value), true)),
    int64: (value) => fixed(8, (view) => view.setBigInt64(0, value, true)),
    float64: (value) => fixed(8, (view) => view.setFloat64(0, value, true)),
    numbers(values) {
      push(variableLength(values.length));
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      push(littleEndian ? bytes : reversed(bytes, values.BYTES_PER_ELEMENT));
    },
    uint64s(values) {
      push(variableLength(values.length));
      const bytes = new Uint8Array(values.length * 8);
      const view = new DataView(bytes.buffer);
      // Half by half: a BigInt for each count would cost more than all the rest.
      for (const [index, value] of values.entries()) {
        view.setUint32(index * 8, value % 2 ** 32, true);
        view.setUint32(index * 8 + 4, Math.floor(value / 2 ** 32), true);
      }
      push(bytes);
    },
    texts(values) {
      push(variableLength(values.length));
      for (const value of values) text(value);
    },
    get size() {
      return size;
    },
    finish: () => Buffer.concat(parts),
  };
}

/** reversed turns the bytes of every element around. */
function reversed(bytes: Uint8Array, size: number): Uint8Array {
  const result = bytes.slice();
  for (let from = 0; from < result.length; from += size) result.subarray(from, from + size).reverse();
  return result;
}

/** variableLength is LEB128: seven bits per byte, the highest bit says that more follow. */
function variableLength(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
