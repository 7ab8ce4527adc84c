import type { Clock } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';

/** WriteOrder gives numbers that grow with every call; of two rows with one key the larger number wins. */
export type WriteOrder = () => number;

/**
 * createWriteOrder counts in microseconds of wall time, and on from `last` when the clock stands still or steps back.
 * The numbers stay exact in a double until the year 2255.
 */
export function createWriteOrder(now: Clock, last: number): WriteOrder {
  let previous = last;
  return () => {
    previous = Math.max(previous + 1, Math.floor(now()) * 1000);
    return previous;
  };
}

/** loadWriteOrder is the largest number that is stored. */
export async function loadWriteOrder(runner: QueryRunner): Promise<number> {
  const [row] = await runner.rows<{ write_order: number }>('load_write_order');
  return row?.write_order ?? 0;
}
