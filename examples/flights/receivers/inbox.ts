/** Inbox keeps the newest items that a receiver took, and counts all of them. */
export interface Inbox<T> {
  readonly items: readonly T[];
  /** Everything received, also what is no longer kept. */
  readonly total: number;
  add(item: T): void;
}

/** createInbox bounds what is kept. */
export function createInbox<T>(capacity = 1000): Inbox<T> {
  const items: T[] = [];
  let total = 0;
  return {
    items,
    get total() {
      return total;
    },
    add(item) {
      total++;
      items.push(item);
      if (items.length > capacity) items.shift();
    },
  };
}
