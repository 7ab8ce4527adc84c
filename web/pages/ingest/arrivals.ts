import type { IngestHour, RecordKind } from '../../api/ingest-health.ts';
import type { Span } from '../../charts/axes.ts';

/** Arrival is what came in during one hour or one day. */
export interface Arrival {
  readonly at: string;
  readonly prediction: number;
  readonly label: number;
  readonly feature_sample: number;
  readonly rejected: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Longer ranges are shown by day: more bars than this are thinner than a line. */
const MOST_HOURS = 7 * 24;

/** stepOf is the length of a bar in a span: an hour, or a day for long ones. */
export function stepOf(span: Span): number {
  return span.to - span.from <= MOST_HOURS * HOUR_MS ? HOUR_MS : DAY_MS;
}

/** arrivalsOf sums what arrived by hour or day, oldest first; empty ones stay out. */
export function arrivalsOf(hours: readonly IngestHour[], step: number): Arrival[] {
  const sums = new Map<number, Record<RecordKind | 'rejected', number>>();
  for (const { hour, kind, accepted, rejected } of hours) {
    const at = Math.floor(Date.parse(hour) / step) * step;
    const sum = sums.get(at) ?? { prediction: 0, label: 0, feature_sample: 0, rejected: 0 };
    sum[kind] += accepted;
    sum.rejected += rejected;
    sums.set(at, sum);
  }
  return [...sums].sort(([a], [b]) => a - b).map(([at, sum]) => ({ at: new Date(at).toISOString(), ...sum }));
}

/** totalOf adds up arrivals. */
export function totalOf(arrivals: readonly Arrival[]): {
  readonly accepted: number;
  readonly rejected: number;
} {
  let [accepted, rejected] = [0, 0];
  for (const row of arrivals) {
    accepted += row.prediction + row.label + row.feature_sample;
    rejected += row.rejected;
  }
  return { accepted, rejected };
}
