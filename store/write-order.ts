import type { Clock } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';

/** WriteOrder gives numbers that grow with every call; of two rows with one key the larger number wins. */
export interface WriteOrder {
  (): number;
  /** Goes on after a number that another process has used. */
  after(last: number): void;
}

/**
 * createWriteOrder counts in microseconds of wall time, and on from `last` when the clock stands still or steps back.
 * The numbers stay exact in a double until the year 2255.
 */
export function createWriteOrder(now: Clock, last: number): WriteOrder {
  let previous = last;
  const next = () => {
    previous = Math.max(previous + 1, Math.floor(now()) * 1000);
    return previous;
  };
  return Object.assign(next, {
    after(last: number) {
      previous = Math.max(previous, last);
    },
  });
}

/** loadWriteOrder is the largest number that is stored. */
export async function loadWriteOrder(runner: QueryRunner): Promise<number> {
  const [row] = await runner.rows<{ write_order: number }>('load_write_order');
  return row?.write_order ?? 0;
}
