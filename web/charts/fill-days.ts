import type { FleetDay } from '../api/types.ts';

const DAY_MS = 86_400_000;

/** fillDays spreads the verdict of a window over its days; the newest window tells how long windows are. */
export function fillDays(days: readonly FleetDay[], newestWindowEnd: string | null): readonly FleetDay[] {
  const newest = days.findLast(({ severity }) => severity !== null);
  if (!newest || newestWindowEnd === null) return days;
  const length = Math.round((Date.parse(newestWindowEnd) - Date.parse(newest.day)) / DAY_MS);
  let known: FleetDay | undefined;
  let left = 0;
  return days.map((day) => {
    if (day.severity !== null) {
      known = day;
      left = length;
    }
    left -= 1;
    return known && left >= 0 ? { day: day.day, severity: known.severity } : day;
  });
}
