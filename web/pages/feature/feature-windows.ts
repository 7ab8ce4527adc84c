import type { Judged, Measurement, Severity } from '../../api/types.ts';

/** FeatureWindow is all that was measured of a feature in one window. */
export interface FeatureWindow {
  readonly key: string;
  readonly model: string;
  readonly monitor: string;
  readonly version: string;
  readonly deployment: string;
  readonly segment: string;
  readonly subject: Judged['subject'];
  readonly feature: string;
  readonly from: string;
  readonly to: string;
  readonly severity: Severity;
  readonly evaluationId: string;
  readonly measurements: readonly Measurement[];
}

/** Choice is the series that an address names; what is empty stays open. */
export interface Choice {
  readonly monitor: string;
  readonly version: string;
  readonly segment: string | undefined;
}

const RANK: Readonly<Record<Severity, number>> = { none: 0, warning: 1, critical: 2 };

/** windowsOf puts measurements together by series and window, oldest first. */
export function windowsOf(measurements: readonly Measurement[]): FeatureWindow[] {
  const groups = new Map<string, Measurement[]>();
  for (const row of measurements) {
    const key = [row.window_start, row.monitor, row.version, row.deployment, row.segment].join('\n');
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].map(windowOf).sort(byTime);
}

function windowOf([key, measurements]: readonly [string, readonly Measurement[]]): FeatureWindow {
  const first = measurements[0]!;
  const severity = measurements.reduce<Severity>(
    (worst, row) => (RANK[row.severity] > RANK[worst] ? row.severity : worst),
    'none',
  );
  const { model, monitor, version, deployment, segment, subject, feature } = first;
  return {
    ...{ key, model, monitor, version, deployment, segment, subject, feature, severity, measurements },
    from: first.window_start,
    to: first.window_end,
    evaluationId: first.evaluation_id,
  };
}

function byTime(a: FeatureWindow, b: FeatureWindow): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.version < b.version ? -1 : 1;
}

/** seriesOf keeps the windows that a choice allows; without a monitor those of the newest window's. */
export function seriesOf(windows: readonly FeatureWindow[], choice: Choice): FeatureWindow[] {
  const named = windows.filter(
    ({ monitor, version }) =>
      (choice.monitor === '' || monitor === choice.monitor) &&
      (choice.version === '' || version === choice.version),
  );
  const newest = named.at(-1);
  if (!newest) return [];
  const segments = new Set(named.map(({ segment }) => segment));
  // The whole traffic is what people mean; a monitor may watch segments only.
  const segment = choice.segment ?? (segments.has('') ? '' : newest.segment);
  return named.filter((window) => window.monitor === newest.monitor && window.segment === segment);
}

/**
 * chosenPlace finds the window that an address names among those of a series: the worst that lies in the span, since a
 * link may name a whole day; else the newest.
 */
export function chosenPlace(series: readonly FeatureWindow[], from: string, to: string): number {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  let place = -1;
  for (const [index, window] of series.entries()) {
    const begins = Date.parse(window.from);
    const inside = begins === start || (begins > start && Date.parse(window.to) <= end);
    if (inside && (place === -1 || isWorse(window, series[place]!))) place = index;
  }
  return place === -1 ? series.length - 1 : place;
}

function isWorse(a: FeatureWindow, b: FeatureWindow): boolean {
  if (RANK[a.severity] !== RANK[b.severity]) return RANK[a.severity] > RANK[b.severity];
  return (decisionOf(a)?.effect ?? 0) > (decisionOf(b)?.effect ?? 0);
}

/** decisionOf is the measurement that the verdict stands on. */
export function decisionOf({ measurements, severity }: FeatureWindow): Measurement | undefined {
  const deciding = measurements.filter(({ rule }) => !rule.endsWith(' decides)'));
  return deciding.find((row) => row.severity === severity) ?? deciding[0] ?? measurements[0];
}

/** isJudged tells whether a window had enough data for a verdict. */
export function isJudged({ measurements }: FeatureWindow): boolean {
  return measurements.some(({ status }) => status === 'complete' || status === 'partial');
}
