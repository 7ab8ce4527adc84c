/** NativeBlock is one block of a result in ClickHouse's Native format whose columns are all Float64. */
export interface NativeBlock {
  readonly rows: number;
  /** The bytes of each column, 8 per row, little-endian and aligned to nothing. */
  readonly columns: readonly Uint8Array[];
}

/** eachNativeBlock reads whole blocks that follow one another; throws where a column is not Float64. */
export function* eachNativeBlock(bytes: Uint8Array): Generator<NativeBlock> {
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('A block of the result is cut short.');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    at += length;
    if (at > bytes.length) throw new Error('A block of the result is cut short.');
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const columnCount = number();
    const rows = number();
    const columns: Uint8Array[] = [];
    for (let column = 0; column < columnCount; column++) {
      take(number());
      const type = Buffer.from(take(number())).toString('latin1');
      if (type !== 'Float64') throw new Error(`A column of the result is ${type}, not Float64.`);
      columns.push(take(8 * rows));
    }
    yield { rows, columns };
  }
}
