import type { FleetRow, SeriesState, TimelineRow } from '../../api/types.ts';
import type { Span } from '../../charts/axes.ts';

const DAY_MS = 86_400_000;

/** modelSpan is from the first to the newest thing known of a model, in event time; null before the first. */
export function modelSpan(
  row: FleetRow,
  timeline: readonly TimelineRow[],
  series: readonly SeriesState[],
): Span | null {
  const ends = [row.newest_window_end, row.newest_event_time].flatMap((time) =>
    time === null ? [] : [Date.parse(time)],
  );
  if (ends.length === 0) return null;
  const to = Math.max(...ends);
  // A version that was registered but has no traffic yet stands at the time of its registration, which may be
  // years after the events of a replay.
  const starts = [
    ...timeline.map(({ at }) => Date.parse(at)),
    ...series.map(({ window_start: start }) => Date.parse(start)),
  ].filter((time) => time < to);
  return { from: Math.min(to - DAY_MS, ...starts), to };
}

/** windowLength is the usual length of the series' windows in milliseconds. */
export function windowLength(series: readonly SeriesState[]): number {
  const lengths = series.map(
    ({ window_start: start, window_end: end }) => Date.parse(end) - Date.parse(start),
  );
  return lengths.length === 0 ? DAY_MS : Math.min(...lengths);
}
