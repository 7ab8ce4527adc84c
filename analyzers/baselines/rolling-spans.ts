import { type Window, weeksBefore } from '../../domain/index.ts';

/** trailingSpans are the milliseconds before a window, without the excluded spans; oldest first. */
export function trailingSpans(window: Window, ms: number, excluded: readonly Window[]): readonly Window[] {
  return without({ start: window.start - ms, end: window.start }, excluded);
}

/**
 * seasonalSpans are the same weekday and time of day as a window, in each of the weeks before it; oldest first. A span
 * that touches an excluded one is left out as a whole: part of a day is not the same season.
 */
export function seasonalSpans(
  window: Window,
  weeks: number,
  zone: string,
  excluded: readonly Window[],
): readonly Window[] {
  const spans: Window[] = [];
  for (let back = weeks; back >= 1; back -= 1) {
    const start = weeksBefore(window.start, back, zone);
    // A window that is longer than a week would otherwise be its own reference.
    const end = Math.min(weeksBefore(window.end, back, zone), window.start);
    const span = { start, end };
    if (start < end && !excluded.some((other) => overlaps(span, other))) spans.push(span);
  }
  return spans;
}

function without(span: Window, excluded: readonly Window[]): Window[] {
  let left: Window[] = [span];
  for (const hole of excluded) {
    left = left.flatMap((part) =>
      overlaps(part, hole)
        ? [
            { start: part.start, end: hole.start },
            { start: hole.end, end: part.end },
          ].filter(({ start, end }) => start < end)
        : [part],
    );
  }
  return left;
}

function overlaps(a: Window, b: Window): boolean {
  return a.start < b.end && b.start < a.end;
}
