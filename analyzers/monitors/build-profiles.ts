import { windowContaining } from '../../domain/index.ts';
import { wholeBaseline } from '../baselines/reference-numbers.ts';
import { DAY_MS, HOUR_MS } from '../profiles/buckets.ts';
import { isLong } from '../profiles/profile-book.ts';
import { activeSeries } from './active-series.ts';
import { type AdvanceParts, baselineFor, type Present } from './advance-monitor.ts';
import { sliceOf } from './run-window.ts';
import type { SeriesSubject } from './series-baseline.ts';
import { type MonitorTrack, seriesTrackKey } from './track.ts';

/**
 * buildProfiles builds the hours of a monitor's running window as they close, and those of windows that wait, so that a
 * window that ends finds its profiles. An hour is closed when its end and the lateness have passed, and so has the
 * watermark. One call does a bounded part of it; what is left is for the next tick.
 */
export async function buildProfiles(
  track: MonitorTrack,
  { now, watermark }: Present,
  parts: AdvanceParts,
): Promise<void> {
  const { monitor, model } = track;
  // Outcomes and whole rows have no profiles.
  if (monitor.kind === 'performance' || monitor.multivariate) return;
  if (!parts.profiles || parts.replay() || watermark === null) return;
  const closed = Math.floor(Math.min(now - monitor.lateness, watermark) / HOUR_MS) * HOUR_MS;
  const window = windowContaining(closed - 1, monitor.window);
  // The last day is rolled up also when nothing arrives any more.
  const moment = `${closed} ${Math.floor(parts.clock() / DAY_MS)}`;
  if (track.profiledAt === moment || !isLong(window)) return;
  const own = parts.versionBaseline;
  let complete = true;
  for (const subject of await profiledSeries(track, closed, parts)) {
    // A baseline that rolls is another one for each window, and so would be the grids.
    const rolls = model.baseline.kind === 'trailing' || model.baseline.kind === 'seasonal';
    if (rolls && own(track, subject.version) === null) continue;
    const state = await baselineFor(track, subject, window, parts);
    if (state.state !== 'ready') continue;
    const series = track.series.get(seriesTrackKey(subject.version, subject.segment?.name ?? ''));
    const start = Math.min(series?.pending[0]?.window.start ?? window.start, window.start);
    const slice = sliceOf(monitor, subject, { start, end: closed });
    complete &&= await parts.profiles.advance(slice, await wholeBaseline(state.baseline));
  }
  if (complete) track.profiledAt = moment;
}

/** Series that are known, and those that show in the hour that closed last: the first window has none yet. */
async function profiledSeries(
  { monitor, series }: MonitorTrack,
  closed: number,
  { reader }: AdvanceParts,
): Promise<readonly SeriesSubject[]> {
  const known = ({ version, segment }: SeriesSubject) =>
    series.has(seriesTrackKey(version, segment?.name ?? ''));
  const found = await activeSeries(monitor, { start: closed - HOUR_MS, end: closed }, reader, known);
  const waiting = [...series.values()].filter(({ pending }) => pending.length > 0);
  const all = [...found, ...waiting].map((subject) => {
    return [seriesTrackKey(subject.version, subject.segment?.name ?? ''), subject] as const;
  });
  return [...new Map(all).values()];
}
