import type { Monitor, SeriesState } from '../../api/types.ts';

/** Selection is what of a model is shown, as its address says. */
export interface Selection {
  /** Empty for all drift monitors. */
  readonly monitor: string;
  readonly statistic: string;
  readonly deployment: string;
  readonly segment: string;
}

/** Selectable is what there is to choose from. */
export interface Selectable {
  readonly monitors: readonly string[];
  readonly statistics: readonly string[];
  readonly deployments: readonly string[];
  readonly segments: readonly string[];
}

/** selectable lists what a model's monitors and series offer. */
export function selectable(monitors: readonly Monitor[], series: readonly SeriesState[]): Selectable {
  const drift = monitors.filter(({ kind }) => kind !== 'performance');
  const unique = (words: readonly string[]) => [...new Set(words)];
  return {
    monitors: unique(drift.map(({ name }) => name)),
    statistics: unique(drift.flatMap(({ statistics }) => statistics)),
    deployments: unique(series.map(({ deployment }) => deployment)).sort(),
    segments: unique(series.map(({ segment }) => segment)).sort(),
  };
}

/** resolveSelection takes from an address what there is, and the usual for the rest: PSI, live, all traffic. */
export function resolveSelection(
  query: Readonly<Record<string, string | undefined>>,
  { monitors, statistics, deployments, segments }: Selectable,
): Selection {
  const pick = (value: string | undefined, among: readonly string[], usual: string) => {
    if (value !== undefined && among.includes(value)) return value;
    return among.includes(usual) ? usual : (among[0] ?? usual);
  };
  return {
    monitor: query.monitor !== undefined && monitors.includes(query.monitor) ? query.monitor : '',
    statistic: pick(query.statistic, statistics, 'psi'),
    deployment: pick(query.deployment, deployments, 'live'),
    segment: pick(query.segment, segments, ''),
  };
}
