import type { LogItem } from './log-item.ts';

/** ItemQueue holds the items of one partition in the order of their offsets. */
export class ItemQueue {
  #items: LogItem[] = [];
  #head = 0;
  #rows = 0;
  #bytes = 0;

  get rows(): number {
    return this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The newest offset, null when nothing waits. */
  get last(): bigint | null {
    return this.#head < this.#items.length ? this.#items[this.#items.length - 1]!.offset : null;
  }

  push(item: LogItem): void {
    this.#items.push(item);
    this.#rows += item.rows;
    this.#bytes += item.bytes;
  }

  /** Gives the items from the oldest on; nothing may be added or dropped meanwhile. */
  *items(): Generator<LogItem> {
    for (let index = this.#head; index < this.#items.length; index += 1) yield this.#items[index]!;
  }

  /** Gives the items up to an offset, included. */
  upTo(to: bigint): LogItem[] {
    const found: LogItem[] = [];
    for (const item of this.items()) {
      if (item.offset > to) break;
      found.push(item);
    }
    return found;
  }

  /** Drops the items before an offset. */
  dropBefore(offset: bigint): void {
    while (this.#head < this.#items.length) {
      const item = this.#items[this.#head]!;
      if (item.offset >= offset) break;
      this.#rows -= item.rows;
      this.#bytes -= item.bytes;
      this.#head += 1;
    }
    // One copy per batch, so that what was dropped can be freed.
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
    this.#rows = 0;
    this.#bytes = 0;
  }
}
