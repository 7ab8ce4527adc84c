import type { Table, Vector } from 'apache-arrow';

/** numbersWithoutNulls copies a nullable Float64 column into one array, leaving the nulls out. */
export function numbersWithoutNulls(column: Vector): Float64Array {
  const values = new Float64Array(column.length - column.nullCount);
  let length = 0;
  for (const chunk of column.data) {
    const source = chunk.values as Float64Array;
    if (chunk.nullCount === 0) {
      values.set(source.subarray(0, chunk.length), length);
      length += chunk.length;
      continue;
    }
    const valid = chunk.nullBitmap;
    for (let index = 0; index < chunk.length; index++) {
      const bit = index + chunk.offset;
      if ((valid[bit >> 3]! >> (bit & 7)) & 1) values[length++] = source[index]!;
    }
  }
  return values;
}

/** columnNamed finds a column of a result; a missing one is a mistake in the statement. */
export function columnNamed(table: Table, name: string): Vector {
  const column = table.getChild(name);
  if (!column) throw new Error(`The result has no column ${name}.`);
  return column;
}

/** listOfNumbers is the array of a list column in the given row, copied. */
export function listOfNumbers(table: Table, name: string, row = 0): Float64Array {
  return new Float64Array((columnNamed(table, name).get(row)?.toArray() ?? []) as Float64Array);
}

/** listOfCodes is the array of a list column of UInt32 in the given row, copied. */
export function listOfCodes(table: Table, name: string, row = 0): Uint32Array {
  return new Uint32Array((columnNamed(table, name).get(row)?.toArray() ?? []) as Uint32Array);
}

/** listOfTexts is the array of a list column of text in the given row. */
export function listOfTexts(table: Table, name: string, row = 0): readonly string[] {
  return [...((columnNamed(table, name).get(row)?.toArray() ?? []) as Iterable<string>)];
}
