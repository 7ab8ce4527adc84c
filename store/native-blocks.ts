/** NativeBlock is one block of a result in ClickHouse's Native format: columns of Float64, and at most one of maps. */
export interface NativeBlock {
  readonly rows: number;
  /** The bytes of each column of numbers, 8 per row, little-endian and aligned to nothing. */
  readonly columns: readonly Uint8Array[];
  readonly map: NativeMap | null;
}

/** NativeMap is a column of maps from names to numbers or NULL: the entries of all rows, one after the other. */
export interface NativeMap {
  /** 8 bytes per row: how many entries come before its end. */
  readonly ends: Uint8Array;
  readonly names: readonly string[];
  /** For each entry the index of its name, of `placeBytes` bytes. */
  readonly places: Uint8Array;
  readonly placeBytes: 1 | 2 | 4;
  /** For each entry 1 where its value is NULL. */
  readonly nulls: Uint8Array;
  /** For each entry the 8 bytes of its number; anything where it is NULL. */
  readonly values: Uint8Array;
}

const MAP = 'Map(LowCardinality(String), Nullable(Float64))';
/** A dictionary of its own for every block, the only kind that the format writes. */
const OWN_DICTIONARY = 0x6;
const PLACE_BYTES = [1, 2, 4] as const;
const NOTHING = new Uint8Array(0);

/** CutShort says that a block has at least so many bytes. */
class CutShort {
  readonly needed: number;

  constructor(needed: number) {
    this.needed = needed;
  }
}

/** Cursor reads the parts of a block one after the other. */
class Cursor {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  take(length: number): Uint8Array {
    this.at += length;
    if (this.at > this.bytes.length) throw new CutShort(this.at);
    return this.bytes.subarray(this.at - length, this.at);
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.take(1)[0]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  uint64(): number {
    return lastNumber(this.take(8));
  }

  text(): string {
    const { buffer, byteOffset, length } = this.take(this.varint());
    return Buffer.from(buffer, byteOffset, length).toString('utf8');
  }
}

/** lastNumber is the last UInt64 of some; 0 of none. */
function lastNumber(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  return view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
}

/**
 * readNativeBlocks gives the blocks of an answer whose pieces may end anywhere, each as soon as it is whole; throws where
 * the answer ends within a block and where a column is of another type.
 */
export async function* readNativeBlocks(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<NativeBlock> {
  let held: Uint8Array[] = [];
  let length = 0;
  let needed = 1;
  for await (const piece of pieces) {
    held.push(piece);
    length += piece.length;
    if (length < needed) continue;
    const bytes = held.length === 1 ? piece : Buffer.concat(held, length);
    let at = 0;
    needed = 1;
    while (at < bytes.length) {
      const found = readBlock(bytes, at);
      if (found instanceof CutShort) {
        needed = found.needed - at;
        break;
      }
      yield found.block;
      at = found.end;
    }
    held = at < bytes.length ? [bytes.subarray(at)] : [];
    length = bytes.length - at;
  }
  if (length > 0) throw new Error('A block of the result is cut short.');
}

function readBlock(
  bytes: Uint8Array,
  at: number,
): { readonly block: NativeBlock; readonly end: number } | CutShort {
  const cursor = new Cursor(bytes, at);
  try {
    const columnCount = cursor.varint();
    const rows = cursor.varint();
    const columns: Uint8Array[] = [];
    let map: NativeMap | null = null;
    for (let column = 0; column < columnCount; column++) {
      cursor.text();
      const type = cursor.text();
      if (type === 'Float64') columns.push(cursor.take(8 * rows));
      else if (type === MAP && map === null) map = readMap(cursor, rows);
      else throw new Error(`A column of the result is ${type}, not Float64.`);
    }
    return { block: { rows, columns, map }, end: cursor.at };
  } catch (thrown) {
    if (thrown instanceof CutShort) return thrown;
    throw thrown;
  }
}

function readMap(cursor: Cursor, rows: number): NativeMap {
  const none = { names: [], places: NOTHING, placeBytes: 1, nulls: NOTHING, values: NOTHING } as const;
  if (rows === 0) return { ends: NOTHING, ...none };
  cursor.uint64();
  const ends = cursor.take(8 * rows);
  const entries = lastNumber(ends);
  if (entries === 0) return { ends, ...none };
  const [width, kind] = cursor.take(8);
  const placeBytes = PLACE_BYTES[width!];
  if (placeBytes === undefined || kind !== OWN_DICTIONARY)
    throw new Error('The names of the result are in an unknown form.');
  const names = Array.from({ length: cursor.uint64() }, () => cursor.text());
  cursor.uint64();
  return {
    ends,
    names,
    places: cursor.take(placeBytes * entries),
    placeBytes,
    nulls: cursor.take(entries),
    values: cursor.take(8 * entries),
  };
}
