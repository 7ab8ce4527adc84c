import { putNewest } from '../domain/index.ts';

/** Models whose days are kept, the ones asked for last, and days of each. */
const MODELS = 32;
const DAYS = 40;

interface RememberedDay<Row> {
  readonly block: number;
  readonly rows: readonly Row[];
}

/** DayMemory keeps rows of days for as long as the newest block of the day's partition is the one that they were read at. */
export interface DayMemory<Row> {
  /** The rows of all days, in the order of the days, or null where some day is not known at its block. */
  recall(model: string, days: ReadonlyMap<number, number>): readonly Row[] | null;
  remember(model: string, day: number, block: number, rows: readonly Row[]): void;
}

/** createDayMemory is empty; days are told apart by their start, epoch milliseconds. */
export function createDayMemory<Row>(): DayMemory<Row> {
  const models = new Map<string, Map<number, RememberedDay<Row>>>();

  function touched(model: string): Map<number, RememberedDay<Row>> {
    const days = models.get(model) ?? new Map<number, RememberedDay<Row>>();
    putNewest(models, model, days, MODELS);
    return days;
  }

  return {
    recall(model, days) {
      const known = touched(model);
      const rows: Row[] = [];
      for (const [day, block] of days) {
        const found = known.get(day);
        if (found?.block !== block) return null;
        rows.push(...found.rows);
      }
      return rows;
    },
    remember(model, day, block, rows) {
      putNewest(touched(model), day, { block, rows }, DAYS);
    },
  };
}
