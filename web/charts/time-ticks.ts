interface Limits {
  readonly from: number;
  readonly to: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_TICKS = 12;
/** 5 January 1970 was a Monday: weeks are counted from there. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Steps between ticks with the instant that they are counted from. */
const STEPS: readonly (readonly [step: number, origin: number])[] = [
  [HOUR_MS, 0],
  [3 * HOUR_MS, 0],
  [6 * HOUR_MS, 0],
  [12 * HOUR_MS, 0],
  [DAY_MS, 0],
  [2 * DAY_MS, 0],
  [7 * DAY_MS, FIRST_MONDAY_MS],
  [14 * DAY_MS, FIRST_MONDAY_MS],
];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];

/** timeTicks finds evenly spaced instants in a span: whole hours, days, Mondays or first days of months, in UTC. */
export function timeTicks({ from, to }: Limits): readonly number[] {
  for (const [step, origin] of STEPS) {
    const first = Math.ceil((from - origin) / step) * step + origin;
    const count = Math.floor((to - first) / step) + 1;
    if (count <= MOST_TICKS)
      return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
  }
  for (const months of MONTH_STEPS) {
    const ticks = monthTicks({ from, to }, months);
    if (ticks.length <= MOST_TICKS) return ticks;
  }
  return [];
}

function monthTicks({ from, to }: Limits, months: number): readonly number[] {
  const start = new Date(from);
  const firstMonth = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const ticks: number[] = [];
  for (let month = firstMonth; ; month += months) {
    const tick = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (tick > to || ticks.length > MOST_TICKS) return ticks;
    if (tick >= from) ticks.push(tick);
  }
}
