import { calendarDay, type Window } from '../../domain/index.ts';
import type { BaselineDefinition, ReferenceRows } from '../baselines/definition.ts';
import { seasonalSpans, trailingSpans } from '../baselines/rolling-spans.ts';
import { AUTOMATIC_BASELINE } from './model-settings.ts';
import type { ModelSettings, MonitorSettings, SegmentSettings } from './settings.ts';

/** VersionBaseline is the baseline that a version brought along when it was registered. */
export interface VersionBaseline {
  readonly window: Window;
  readonly deployment: string;
}

/** SeriesSubject is one series of a monitor: a version, and a segment or all traffic. */
export interface SeriesSubject {
  readonly version: string;
  readonly segment: SegmentSettings | null;
}

/**
 * seriesBaseline says which reference a window of a series is compared with; a version's own definition comes first.
 */
export function seriesBaseline(
  model: ModelSettings,
  monitor: MonitorSettings,
  { version, segment }: SeriesSubject,
  own: VersionBaseline | null,
  window: Window,
): BaselineDefinition {
  const rows = own ? ownRows(version, own) : modelRows(model, monitor, version, window);
  const outcomes = monitor.kind === 'performance' && rows.kind !== 'file';
  const { multivariate } = monitor;
  return {
    project: model.project,
    model: model.name,
    version: own || (model.baselinePerVersion && rows.kind !== 'file') ? version : '',
    contents: multivariate ? 'rows' : rows.kind === 'file' ? 'both' : outcomes ? 'outcomes' : 'values',
    ...(multivariate
      ? { samples: { table: multivariate.table, embeddings: [...multivariate.embeddings].sort() } }
      : {}),
    source: rows.kind === 'file' ? 'predictions' : monitor.source,
    segment,
    task: model.task,
    positiveClass: model.positiveClass,
    kinds: outcomes ? {} : model.kinds,
    labelDelay: outcomes ? monitor.labelDelay : 0,
    rows,
  };
}

/** insideReference says that a window shares time with the traffic that its reference is made of, or precedes it. */
export function insideReference(
  window: Window,
  origin: { readonly kind: string; readonly window?: Window; readonly deployment?: string },
  deployment: string,
): boolean {
  return origin.window !== undefined && origin.deployment === deployment && window.start < origin.window.end;
}

function ownRows(version: string, own: VersionBaseline): ReferenceRows {
  return { kind: 'window', window: own.window, version, deployment: own.deployment, otherwise: null };
}

function modelRows(
  model: ModelSettings,
  monitor: MonitorSettings,
  version: string,
  current: Window,
): ReferenceRows {
  const { baseline, baselinePerVersion } = model;
  if (baseline.kind === 'file') return baseline;
  if (baseline.kind === 'first') {
    return {
      kind: 'first',
      version: baselinePerVersion ? version : null,
      deployment: monitor.deployment,
      ms: baseline.ms,
      rows: baseline.rows,
    };
  }
  if (baseline.kind === 'trailing' || baseline.kind === 'seasonal') {
    return {
      kind: 'spans',
      windows: rollingSpans(baseline, monitor, current),
      version: baselinePerVersion ? version : null,
      deployment: monitor.deployment,
    };
  }
  const { window, deployment } = baseline;
  if (!baselinePerVersion)
    return { kind: 'window', window, version: baseline.version, deployment, otherwise: null };
  const { ms, rows } = AUTOMATIC_BASELINE;
  if (baseline.version !== null && baseline.version !== version) {
    return { kind: 'first', version, deployment: monitor.deployment, ms, rows };
  }
  // The window may hold no row of a version that came later; its first rows then stand in.
  return { kind: 'window', window, version, deployment, otherwise: { ms, rows } };
}

/** Days and weeks follow the calendar of the monitor's windows, which is UTC unless they name a zone. */
function rollingSpans(
  baseline: Extract<ModelSettings['baseline'], { kind: 'trailing' | 'seasonal' }>,
  { window: spec }: MonitorSettings,
  window: Window,
): readonly Window[] {
  const zone = spec.every === 'duration' ? 'UTC' : spec.zone;
  const excluded = baseline.exclude.map((day) => calendarDay(day, zone));
  return baseline.kind === 'trailing'
    ? trailingSpans(window, baseline.ms, excluded)
    : seasonalSpans(window, baseline.weeks, zone, excluded);
}
