import type { Window, WindowSpec } from '../../domain/index.ts';
import type { Present } from './advance-monitor.ts';
import { plannerState } from './advance-monitor.ts';
import { planDueWindows } from './planner.ts';
import type { MonitorSettings } from './settings.ts';
import { isWaiting, type MonitorTrack, type SeriesTrack, seriesTrackKey } from './track.ts';

/** StatusRow is a monitor with its state, ready for the wire. */
export type StatusRow = Readonly<Record<string, unknown>>;

/** statusRow shows a monitor, how far it has come and why it waits. */
export function statusRow(track: MonitorTrack, { now, watermark }: Present, replay: boolean): StatusRow {
  const { monitor } = track;
  const series = [...track.series.values()];
  const active = series.filter((item) => track.active.has(keyOf(item)));
  const started = track.handledUntil !== null;
  const plan = started
    ? planDueWindows({ ...plannerState(track, watermark, replay), maxCatchUp: 1 }, now)
    : null;
  const upcoming = plan?.skipped?.start ?? plan?.due[0]?.window.start ?? plan?.next.start;
  const reached =
    active.length > 0 ? Math.min(...active.map((item) => item.evaluatedUntil)) : track.handledUntil;
  return {
    project: monitor.project,
    name: monitor.name,
    model: monitor.model,
    kind: monitor.kind,
    deployment: monitor.deployment,
    source: monitor.source,
    window: windowWords(monitor.window),
    statistics: monitor.statistics,
    metrics: monitor.metrics,
    policy: policyWords(monitor),
    for: monitor.policy.forWindows,
    silent: monitor.silent,
    evaluated_until: iso(reached),
    next_window: started && upcoming !== undefined ? iso(upcoming) : null,
    caught_up: caughtUp(track, series, (plan?.due.length ?? 0) > 0, watermark),
    last_seen: iso(watermark),
    last_error: track.lastError,
    progress: progressOf(track),
    series: series.map((item) => seriesRow(item, track.active.has(keyOf(item)))),
  };
}

/** The share of the window under way that is measured. */
function progressOf({ progress }: MonitorTrack): number | null {
  return progress && progress.done / Math.max(1, progress.total);
}

/**
 * Nothing is left to do at this watermark: no window is due, and a series that holds windows back waits for a baseline
 * that was tried at this very watermark.
 */
function caughtUp(
  track: MonitorTrack,
  series: readonly SeriesTrack[],
  due: boolean,
  watermark: number | null,
): boolean {
  if (due || track.settledAt === undefined) return false;
  const open = series.filter(({ pending }) => pending.length > 0);
  if (open.length === 0 && track.handledUntil !== null) return true;
  return track.settledAt === watermark && open.every(isWaiting);
}

function seriesRow(series: SeriesTrack, active: boolean): StatusRow {
  const { last } = series;
  return {
    version: series.version,
    segment: series.segment?.name ?? '',
    active,
    evaluated_until: iso(series.evaluatedUntil),
    pending_windows: series.pending.length,
    baseline: series.baseline,
    last: last && {
      window: wireWindow(last.window),
      status: last.status,
      severity: last.severity,
      mode: last.mode,
      summary: last.summary,
    },
  };
}

function wireWindow({ start, end }: Window) {
  return { from: iso(start), to: iso(end) };
}

function keyOf(series: SeriesTrack): string {
  return seriesTrackKey(series.version, series.segment?.name ?? '');
}

function iso(instant: number | null): string | null {
  return instant === null || !Number.isFinite(instant) ? null : new Date(instant).toISOString();
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1000, 's'],
];

function windowWords(spec: WindowSpec): string {
  if (spec.every !== 'duration') return `every ${spec.every} in ${spec.zone}`;
  const [ms, unit] = UNITS.find(([size]) => spec.ms % size === 0) ?? [1, 'ms'];
  return `${spec.ms / ms}${unit}`;
}

/** A limit may be a multiple of another, with the dust of floating point: 0.07 times 2.5. */
const shown = (limit: number): number => Number(limit.toPrecision(6));

/** policyWords says when a monitor finds something, such as "psi ≥ 0.1 (critical 0.25); p < 0.01; 2 windows". */
function policyWords({ statistics, metrics, policy }: MonitorSettings): string {
  const { verdict, forWindows } = policy;
  const limits = [...statistics, ...metrics].map((id) => {
    const { delta, critical } = verdict.thresholds[id];
    return `${id} ≥ ${shown(delta)} (critical ${shown(critical)})`;
  });
  const evidence = statistics.length > 0 ? [`corrected p < ${verdict.alpha}`] : [];
  const rows = `at least ${verdict.minSamples} rows`;
  return [limits.join(', '), ...evidence, rows, `for ${forWindows} windows`].join('; ');
}
