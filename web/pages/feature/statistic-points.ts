import type { MeasurementDay, Severity } from '../../api/types.ts';
import type { FeatureWindow } from './feature-windows.ts';

/** Point is one value of a statistic over a span of time: a window, or the worst window of a day. */
export interface Point {
  readonly from: string;
  readonly to: string;
  readonly version: string;
  readonly effect: number | null;
  readonly pAdjusted: number | null;
  readonly threshold: number | null;
  readonly severity: Severity;
  readonly nullsReference: number | null;
  readonly nullsCurrent: number | null;
}

const DAY_MS = 86_400_000;

/** statisticsOf names the statistics of a series, those that decide first. */
export function statisticsOf(series: readonly FeatureWindow[]): string[] {
  const names = new Map<string, boolean>();
  for (const { measurements } of series) {
    for (const { statistic, rule } of measurements) {
      names.set(statistic, (names.get(statistic) ?? false) || !rule.endsWith(' decides)'));
    }
  }
  return [...names.keys()].sort((a, b) => Number(names.get(b)) - Number(names.get(a)) || (a < b ? -1 : 1));
}

/** pointsOf follows a statistic through the windows of a series. */
export function pointsOf(series: readonly FeatureWindow[], statistic: string): Point[] {
  return series.flatMap(({ from, to, version, measurements }) => {
    const row = measurements.find((measured) => measured.statistic === statistic);
    if (!row) return [];
    const { effect, p_adjusted: pAdjusted, threshold, severity } = row;
    const nullsReference = shareIn(row.details, 'null_share_reference');
    const nullsCurrent = shareIn(row.details, 'null_share_current');
    return [{ from, to, version, effect, pAdjusted, threshold, severity, nullsReference, nullsCurrent }];
  });
}

function shareIn(details: unknown, name: string): number | null {
  const share = (details as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof share === 'number' ? share : null;
}

/** dailyPointsOf follows a statistic through the daily roll-up, which keeps the worst window of each day. */
export function dailyPointsOf(
  days: readonly MeasurementDay[],
  like: Pick<FeatureWindow, 'monitor' | 'segment' | 'subject'>,
  statistic: string,
): Point[] {
  return days
    .filter(
      (row) =>
        row.statistic === statistic &&
        row.monitor === like.monitor &&
        row.segment === like.segment &&
        row.subject === like.subject,
    )
    .map(({ day, version, worst_effect: effect, min_p_adjusted: pAdjusted, threshold, severity }) => ({
      from: day,
      to: new Date(Date.parse(day) + DAY_MS).toISOString(),
      ...{ version, effect, pAdjusted, threshold, severity },
      nullsReference: null,
      nullsCurrent: null,
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}
