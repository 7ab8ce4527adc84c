import type { Window } from '../../domain/index.ts';
import type { WindowReader } from '../ports.ts';
import { sliceOf } from './run-window.ts';
import type { SeriesSubject } from './series-baseline.ts';
import type { MonitorSettings } from './settings.ts';

/** chooseVersions leaves out versions with a handful of rows, unless no version has enough. */
export function chooseVersions(
  versions: readonly { readonly version: string; readonly rows: number }[],
  minSamples: number,
): string[] {
  const enough = versions.filter(({ rows }) => rows >= minSamples);
  if (enough.length > 0) return enough.map(({ version }) => version);
  const most = Math.max(...versions.map(({ rows }) => rows));
  return versions
    .filter(({ rows }) => rows === most)
    .slice(0, 1)
    .map(({ version }) => version);
}

/**
 * activeSeries lists the series with rows in a window: each version that carries traffic, over all rows and over each
 * segment that has rows. `known` series of a segment are listed while their version is active, rows or not.
 */
export async function activeSeries(
  monitor: MonitorSettings,
  window: Window,
  reader: WindowReader,
  known: (subject: SeriesSubject) => boolean,
): Promise<SeriesSubject[]> {
  const all = { version: null, segment: null };
  const versions = await reader.activeVersions(sliceOf(monitor, all, window));
  if (versions.length === 0) return [];
  const chosen = chooseVersions(versions, monitor.policy.verdict.minSamples);
  const series: SeriesSubject[] = chosen.map((version) => ({ version, segment: null }));
  for (const segment of monitor.segments) {
    const found = await reader.activeVersions(sliceOf(monitor, { version: null, segment }, window));
    const present = new Set(found.map(({ version }) => version));
    for (const version of chosen) {
      const subject = { version, segment };
      if (present.has(version) || known(subject)) series.push(subject);
    }
  }
  return series;
}
