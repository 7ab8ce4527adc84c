import type { Evaluation } from '../../domain/index.ts';
import type { SeriesProgress } from '../ports.ts';
import { createMutex, type Mutex } from './mutex.ts';
import type { DueWindow } from './planner.ts';
import type { SeriesSubject } from './series-baseline.ts';
import type { ModelSettings, MonitorSettings } from './settings.ts';

/** SeriesTrack is how far one series has come, and what waits. */
export interface SeriesTrack extends SeriesSubject {
  /** Windows that end at or before have been evaluated or left out. */
  evaluatedUntil: number;
  /** Oldest first. */
  readonly pending: DueWindow[];
  last: Pick<Evaluation, 'window' | 'status' | 'severity' | 'summary' | 'mode'> | null;
  baseline: SeriesBaselineView;
}

/** SeriesBaselineView is what people are told of a series' baseline. */
type SeriesBaselineView =
  | { readonly state: 'unknown' }
  | { readonly state: 'ready'; readonly hash: string }
  | { readonly state: 'waiting' | 'failed'; readonly reason: string };

/** MonitorTrack is how far one monitor has come; the scheduler alone changes it. */
export interface MonitorTrack {
  monitor: MonitorSettings;
  model: ModelSettings;
  /** Windows that begin before have been looked at; null until the model has rows. */
  handledUntil: number | null;
  /** Windows handled before a restart are looked at again from here, for series that were waiting. */
  lookBack: boolean;
  readonly series: Map<string, SeriesTrack>;
  /** Keys of the series with rows in the newest window that had any. */
  active: ReadonlySet<string>;
  /** The watermark up to which everything that could be done was done; undefined before the first pass. */
  settledAt: number | null | undefined;
  /** The closed hour and the day of wall time for which profiles are up to date; null before the first. */
  profiledAt: string | null;
  lastError: string | null;
  /** How many subjects of the window under way are measured; null while there is none. */
  progress: { readonly done: number; readonly total: number } | null;
  readonly exclusive: Mutex;
}

/** monitorKey names a monitor. */
export function monitorKey({ project, name }: Pick<MonitorSettings, 'project' | 'name'>): string {
  return JSON.stringify([project, name]);
}

/** seriesTrackKey names a series within its monitor. */
export function seriesTrackKey(version: string, segment: string): string {
  return JSON.stringify([version, segment]);
}

/** createTrack begins where the stored evaluations of the monitor end. */
export function createTrack(
  monitor: MonitorSettings,
  model: ModelSettings,
  progress: readonly SeriesProgress[],
): MonitorTrack {
  const own = progress.filter(
    (item) =>
      item.project === monitor.project &&
      item.model === monitor.model &&
      item.monitor === monitor.name &&
      item.deployment === monitor.deployment,
  );
  const track: MonitorTrack = {
    monitor,
    model,
    handledUntil: own.length === 0 ? null : Math.max(...own.map(({ lastWindowEnd }) => lastWindowEnd)),
    lookBack: own.length > 0,
    series: new Map(),
    active: new Set(),
    settledAt: undefined,
    profiledAt: null,
    lastError: null,
    progress: null,
    exclusive: createMutex(),
  };
  for (const { version, segment, lastWindowEnd } of own) {
    const settings = segment === '' ? null : monitor.segments.find(({ name }) => name === segment);
    if (settings !== undefined) seriesOf(track, { version, segment: settings }, lastWindowEnd);
  }
  const newest = [...track.series].filter(([, { evaluatedUntil }]) => evaluatedUntil === track.handledUntil);
  track.active = new Set(newest.map(([key]) => key));
  return track;
}

/** seriesOf finds a series of a track, or begins it at the instant. */
export function seriesOf(track: MonitorTrack, subject: SeriesSubject, begin: number): SeriesTrack {
  const key = seriesTrackKey(subject.version, subject.segment?.name ?? '');
  let series = track.series.get(key);
  if (!series) {
    series = { ...subject, evaluatedUntil: begin, pending: [], last: null, baseline: { state: 'unknown' } };
    track.series.set(key, series);
  }
  return series;
}

/** isWaiting says that a series can do nothing until its baseline exists. */
export function isWaiting(series: SeriesTrack): boolean {
  return series.pending.length > 0 && series.baseline.state === 'waiting';
}
