import { PlumblineError } from '../domain/index.ts';

/** Pool lends its members, one borrower each; who comes when all are lent waits in line. */
export interface Pool<T> {
  use<R>(work: (member: T) => Promise<R>): Promise<R>;
  /** Refuses new borrowers and resolves when every member is back. */
  drain(): Promise<void>;
}

/**
 * createPool serialises work per connection. Waiting happens here and not in the engine, where a statement that
 * waits for its connection would hold one of the four threads that Node also reads files and unzips with.
 */
export function createPool<T>(members: readonly T[]): Pool<T> {
  const free = [...members];
  const waiting: ((member: T) => void)[] = [];
  let closed = false;
  let whenIdle: (() => void) | null = null;

  function giveBack(member: T): void {
    const next = waiting.shift();
    if (next) next(member);
    else free.push(member);
    if (free.length === members.length) whenIdle?.();
  }

  return {
    async use(work) {
      if (closed) throw new PlumblineError('store_unavailable', 'The store is closed.');
      const member = free.pop() ?? (await new Promise<T>((resolve) => waiting.push(resolve)));
      try {
        return await work(member);
      } finally {
        giveBack(member);
      }
    },
    async drain() {
      closed = true;
      if (free.length === members.length) return;
      await new Promise<void>((resolve) => {
        whenIdle = resolve;
      });
    },
  };
}
