import type { MeasurementRow } from './service-api.ts';
import { MONITORS } from './service-config.ts';

/** Drifted is one column whose drift was a finding. */
export interface Drifted {
  readonly name: string;
  readonly input: boolean;
  readonly psi: number | null;
}

/** Week is one window of the live traffic as the service judged it. */
export interface Week {
  /** RFC 3339. */
  readonly start: string;
  readonly version: string;
  readonly logLoss: number | null;
  readonly accuracy: number | null;
  /** A performance metric was a finding. */
  readonly decayed: boolean;
  /** Inputs, the score and the prediction whose drift was a finding, with their PSI where it was measured. */
  readonly drifted: readonly Drifted[];
}

/** weeksOf puts the judged values of all monitors together by window, oldest first. */
export function weeksOf(measurements: readonly MeasurementRow[]): Week[] {
  const groups = new Map<string, MeasurementRow[]>();
  for (const row of measurements) {
    const key = `${row.window_start} ${row.version}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()]
    .map(weekOf)
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.version < b.version ? -1 : 1));
}

function weekOf(rows: readonly MeasurementRow[]): Week {
  const [first] = rows;
  const performance = rows.filter(({ monitor }) => monitor === MONITORS.performance);
  const metric = (id: string): number | null =>
    performance.find(({ statistic }) => statistic === id)?.value ?? null;
  const found = rows.filter(
    ({ monitor, severity }) => monitor !== MONITORS.performance && severity !== 'none',
  );
  const names = [...new Set(found.map(nameOf))];
  return {
    start: first!.window_start,
    version: first!.version,
    logLoss: metric('log_loss'),
    accuracy: metric('accuracy'),
    decayed: performance.some(({ severity }) => severity !== 'none'),
    drifted: names.map((name) => ({
      name,
      input: found.some((row) => nameOf(row) === name && row.subject === 'feature'),
      psi: rows.find((row) => nameOf(row) === name && row.statistic === 'psi')?.value ?? null,
    })),
  };
}

function nameOf({ subject, feature }: MeasurementRow): string {
  return subject === 'feature' ? feature : subject;
}

/** DriftSpan is a feature's drift over consecutive windows of one version. */
export interface DriftSpan {
  readonly name: string;
  readonly version: string;
  /** Start of the first and of the last bad window, RFC 3339. */
  readonly since: string;
  readonly last: string;
  readonly windows: number;
  readonly largestPsi: number | null;
}

/** driftSpans joins consecutive bad windows of a feature; spans of at least `atLeast` windows. */
export function driftSpans(weeks: readonly Week[], atLeast: number): DriftSpan[] {
  const open = new Map<string, DriftSpan>();
  const spans: DriftSpan[] = [];
  for (const week of weeks) {
    for (const [name, span] of open) {
      if (span.version === week.version && week.drifted.some((drift) => drift.name === name)) continue;
      open.delete(name);
      spans.push(span);
    }
    for (const { name, psi } of week.drifted) {
      const before = open.get(name);
      open.set(name, {
        name,
        version: week.version,
        since: before?.since ?? week.start,
        last: week.start,
        windows: (before?.windows ?? 0) + 1,
        largestPsi: largest(before?.largestPsi ?? null, psi),
      });
    }
  }
  return [...spans, ...open.values()]
    .filter(({ windows }) => windows >= atLeast)
    .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : b.windows - a.windows));
}

function largest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
