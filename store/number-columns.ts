import type { NativeMap } from './native-blocks.ts';

/** NumberColumns collects the numbers of many columns, each in the order in which they come. */
export interface NumberColumns {
  /** Adds 8 bytes per row to one column; NaN stands for a row without a number. */
  addNumbers(column: number, bytes: Uint8Array): void;
  /** Adds the entries of maps to the columns of their names; others are passed over. */
  addMaps(map: NativeMap, columnOf: ReadonlyMap<string, number>): void;
  /** How many entries of a column were NULL. */
  nulls(column: number): number;
  /** Gives the numbers of a column away. */
  take(column: number): Float64Array;
  /** Gives the numbers of all columns in arrays that the next ones overwrite, and begins anew. */
  drain(): readonly Float64Array[];
}

/** So many rows of a block are taken apart at once that they stay in a fast cache. */
const ROWS_AT_ONCE = 64;

const even = (words: Uint32Array, index: number) => words[2 * index]!;

/** createNumberColumns makes room for about `expected` numbers in each column. */
export function createNumberColumns(count: number, expected: number): NumberColumns {
  const arrays = Array.from({ length: count }, () => unfilled(expected));
  const lengths = new Uint32Array(count);
  const nullCounts = new Float64Array(count);
  /** The row in which a column last had an entry; of equal names in a row the first counts. */
  const lastRows = new Float64Array(count).fill(-1);
  let rowsBefore = 0;
  const numbers = aligned(Float64Array);

  function makeRoom(column: number, more: number): void {
    const needed = lengths[column]! + more;
    const array = arrays[column]!;
    if (needed <= array.length) return;
    // Rows that arrived after they were counted.
    const larger = unfilled(Math.ceil(needed * 1.2));
    larger.set(array);
    arrays[column] = larger;
  }

  function addEntries(
    ends: Uint32Array,
    rows: number,
    columns: Int32Array,
    places: Uint8Array | Uint16Array | Uint32Array,
    nulls: Uint8Array,
    values: Float64Array,
  ): void {
    for (let row = 0, entry = 0; row < rows; row++) {
      for (const end = even(ends, row); entry < end; entry++) {
        const column = columns[places[entry]!]!;
        if (column < 0 || lastRows[column] === rowsBefore + row) continue;
        lastRows[column] = rowsBefore + row;
        if (nulls[entry] !== 0) nullCounts[column]! += 1;
        else arrays[column]![lengths[column]!++] = values[entry]!;
      }
    }
  }

  /** Every row has the same names in the same order, each once: a column is every width-th entry. */
  function addRegular(width: number, columns: Int32Array, nulls: Uint8Array, values: Float64Array): void {
    const complete = !nulls.includes(1);
    const step = ROWS_AT_ONCE * width;
    for (let from = 0; from < values.length; from += step) {
      const until = Math.min(from + step, values.length);
      for (let place = 0; place < width; place++) {
        const column = columns[place]!;
        if (column < 0) continue;
        const array = arrays[column]!;
        let length = lengths[column]!;
        if (complete)
          for (let entry = from + place; entry < until; entry += width) array[length++] = values[entry]!;
        else
          for (let entry = from + place; entry < until; entry += width) {
            if (nulls[entry] === 0) array[length++] = values[entry]!;
            else nullCounts[column]! += 1;
          }
        lengths[column] = length;
      }
    }
  }

  const words = aligned(Uint32Array);
  const placesOf = { 1: aligned(Uint8Array), 2: aligned(Uint16Array), 4: aligned(Uint32Array) };

  return {
    addNumbers(column, bytes) {
      const values = numbers(bytes);
      makeRoom(column, values.length);
      const array = arrays[column]!;
      let length = lengths[column]!;
      for (let row = 0; row < values.length; row++) {
        const value = values[row]!;
        if (!Number.isNaN(value)) array[length++] = value;
      }
      lengths[column] = length;
    },
    addMaps(map, columnOf) {
      const rows = map.ends.length / 8;
      const ends = words(map.ends);
      const places = placesOf[map.placeBytes](map.places);
      const named = Int32Array.from(map.names, (name) => columnOf.get(name) ?? -1);
      for (const column of named) if (column >= 0) makeRoom(column, rows);
      const values = numbers(map.values);
      const width = regularWidth(map, ends, rows);
      const first =
        width === null ? null : Int32Array.from(places.subarray(0, width), (place) => named[place]!);
      if (first !== null && isDistinct(first)) addRegular(first.length, first, map.nulls, values);
      else addEntries(ends, rows, named, places, map.nulls, values);
      rowsBefore += rows;
    },
    nulls: (column) => nullCounts[column]!,
    take(column) {
      const array = arrays[column]!;
      arrays[column] = new Float64Array(0);
      const length = lengths[column]!;
      return length === array.length ? array : array.slice(0, length);
    },
    drain() {
      const drained = arrays.map((array, column) => array.subarray(0, lengths[column]!));
      lengths.fill(0);
      return drained;
    },
  };
}

/** unfilled is an array of its own with whatever was in that memory: only what has been written is ever given away. */
function unfilled(length: number): Float64Array {
  const { buffer } = Buffer.allocUnsafeSlow(length * Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(buffer, 0, length);
}

/** regularWidth is the number of entries of every row where all rows have the same names in the same order; else null. */
function regularWidth(map: NativeMap, ends: Uint32Array, rows: number): number | null {
  if (rows === 0) return null;
  const width = even(ends, 0);
  if (width === 0) return null;
  for (let row = 1; row < rows; row++) if (even(ends, row) !== (row + 1) * width) return null;
  const { places, placeBytes } = map;
  const step = width * placeBytes;
  const bytes = Buffer.from(places.buffer, places.byteOffset, places.length);
  return bytes.compare(bytes, step, bytes.length, 0, bytes.length - step) === 0 ? width : null;
}

function isDistinct(columns: Int32Array): boolean {
  const wanted = columns.filter((column) => column >= 0);
  return new Set(wanted).size === wanted.length;
}

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** aligned gives bytes as numbers, in a copy that the next call reuses. */
function aligned<T extends Numbers>(Type: {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer, byteOffset: number, length: number): T;
}): (bytes: Uint8Array) => T {
  let buffer = new ArrayBuffer(0);
  return (bytes) => {
    if (buffer.byteLength < bytes.length) buffer = new ArrayBuffer(bytes.length);
    new Uint8Array(buffer).set(bytes);
    return new Type(buffer, 0, bytes.length / Type.BYTES_PER_ELEMENT);
  };
}
