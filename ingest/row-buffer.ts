const NEWLINE = 0x0a;
const SPACE = 0x20;
const COMMA = 0x2c;
const SMALLEST = 64 * 1024;

/** RowBuffer gathers rows of newline-delimited JSON as bytes, each encoded once, with the place of each row. */
export class RowBuffer {
  #bytes: Buffer;
  readonly #prefix: Buffer;
  /** End of each row, its newline included. */
  readonly #ends: number[] = [];
  readonly #blank = new Set<number>();

  /** Each row begins with the shared fields, such as `{"received_at":1700000000000`; empty for none. */
  constructor(sharedFields = '', expectedBytes = SMALLEST) {
    this.#prefix = Buffer.from(sharedFields);
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(SMALLEST, expectedBytes));
  }

  /** rows counts what was added, blanked rows included. */
  get rows(): number {
    return this.#ends.length;
  }

  /** bytes is the length of all rows. */
  get bytes(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** add appends one row, a JSON object without its newline and with at least one field, and gives its index. */
  add(text: string): number {
    const { length } = this.#prefix;
    const start = this.bytes;
    // A UTF-16 unit takes at most three bytes.
    const most = start + length + text.length * 3 + 1;
    if (most > this.#bytes.length) this.#grow(most);
    const end = start + length + this.#bytes.write(text, start + length, 'utf8');
    if (length > 0) {
      this.#prefix.copy(this.#bytes, start);
      // The row's opening brace becomes the comma after the prefix, which saves a copy of the row.
      this.#bytes[start + length] = COMMA;
    }
    this.#bytes[end] = NEWLINE;
    return this.#ends.push(end + 1) - 1;
  }

  /** blank overwrites a row with spaces, which the format skips. */
  blank(index: number): void {
    this.#blank.add(index);
    this.#bytes.fill(SPACE, this.#startOf(index), this.#ends[index]! - 1);
  }

  /** count is the number of rows in [from, to) that are not blank. */
  count(from: number, to: number): number {
    let blank = 0;
    for (const index of this.#blank) if (index >= from && index < to) blank += 1;
    return to - from - blank;
  }

  /** slice is the bytes of rows [from, to), not copied. */
  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(this.#startOf(from), to === 0 ? 0 : this.#ends[to - 1]);
  }

  /** textOf is one row without its newline. */
  textOf(index: number): string {
    return this.#bytes.toString('utf8', this.#startOf(index), this.#ends[index]! - 1);
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]!;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.bytes);
    this.#bytes = larger;
  }
}
