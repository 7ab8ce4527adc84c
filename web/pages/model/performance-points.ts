import type { PerformanceWindow } from '../../api/types.ts';
import type { BandPoint } from '../../charts/line-band.ts';
import { formatCount, formatMetric, formatNumber, formatShare } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { statisticName } from '../../format/words.ts';

/** Scale leads from a decay, as thresholds and intervals are written, to a value of the metric. */
type Scale = (reference: number, effect: number) => number;

/** A decay is a share of the reference or in the metric's unit, and larger values may be better or worse. */
const SCALES: readonly Scale[] = [
  (reference, effect) => reference - effect,
  (reference, effect) => reference + effect,
  (reference, effect) => reference * (1 - effect),
  (reference, effect) => reference * (1 + effect),
];

/** Finds how the decays of a metric were made from its values: the way that reproduces them best. */
function effectScale(windows: readonly PerformanceWindow[]): Scale {
  const misses = SCALES.map((scale) =>
    windows.reduce((sum, { value, effect, reference_value: reference }) => {
      if (value === null || effect === null || reference === null) return sum;
      return sum + Math.abs(scale(reference, effect) - value);
    }, 0),
  );
  return SCALES[misses.indexOf(Math.min(...misses))]!;
}

/** Track is one metric as one monitor measures it. */
export interface Track {
  readonly monitor: string;
  readonly statistic: string;
  readonly windows: readonly PerformanceWindow[];
}

/** performanceTracks parts windows by monitor and metric. */
export function performanceTracks(windows: readonly PerformanceWindow[]): readonly Track[] {
  const tracks = new Map<string, PerformanceWindow[]>();
  for (const window of windows) {
    const key = `${window.statistic}\n${window.monitor}`;
    const track = tracks.get(key);
    if (track) track.push(window);
    else tracks.set(key, [window]);
  }
  return [...tracks.entries()]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, mine]) => ({ monitor: mine[0]!.monitor, statistic: mine[0]!.statistic, windows: mine }));
}

/** performancePoints lays a metric out over time, with the interval and the threshold as values of the metric. */
export function performancePoints(windows: readonly PerformanceWindow[]): readonly BandPoint[] {
  const first = new Map<string, string>();
  for (const { version, window_start: start } of windows) {
    const known = first.get(version);
    if (known === undefined || start < known) first.set(version, start);
  }
  // Versions may serve side by side: each is a line of its own, the older one first.
  const mine = [...windows].sort(
    (a, b) =>
      first.get(a.version)!.localeCompare(first.get(b.version)!) ||
      a.version.localeCompare(b.version) ||
      a.window_start.localeCompare(b.window_start),
  );
  const scale = effectScale(mine);
  return mine.map((window) => {
    const { reference_value: reference, interval_low: first, interval_high: second, threshold } = window;
    const at = (effect: number | null) =>
      reference === null || effect === null ? null : scale(reference, effect);
    const bounds = [at(first), at(second)].filter((bound) => bound !== null).sort((a, b) => a - b);
    return {
      from: Date.parse(window.window_start),
      to: Date.parse(window.window_end),
      value: window.value,
      low: bounds.length === 2 ? bounds[0]! : null,
      high: bounds.length === 2 ? bounds[1]! : null,
      reference,
      bound: at(threshold),
      severity: window.severity,
      mature: window.mature,
      group: window.version,
      tip: tip(window, bounds),
    };
  });
}

function tip(window: PerformanceWindow, bounds: readonly number[]): string {
  const { statistic, predictions } = window;
  const value = (number: number | null) => formatMetric(statistic, number);
  return [
    `${formatWindow(window.window_start, window.window_end)}, ${window.version}`,
    `${statisticName(statistic)} ${value(window.value)} against ${value(window.reference_value)}`,
    ...(bounds.length === 2 ? [`Interval ${value(bounds[0]!)} to ${value(bounds[1]!)}`] : []),
    window.severity === 'none' ? 'Within its threshold' : `Past its threshold: ${window.severity}`,
    predictions === null
      ? `${formatCount(window.labelled)} labels`
      : `${formatCount(window.labelled)} of ${formatCount(predictions)} predictions have a label`,
    ...(window.mature ? [] : ['Too few labels for a verdict yet']),
  ].join('\n');
}

/** metricsOf lists the metrics in the windows, in the order of their names. */
export function metricsOf(windows: readonly PerformanceWindow[]): readonly string[] {
  return [...new Set(windows.map(({ statistic }) => statistic))].sort();
}

/** decayText says how much worse or better a value is than its reference, in the metric's own terms. */
export function decayText(metric: string, value: number, reference: number): string {
  const change = value - reference;
  const sign = change < 0 ? '−' : '+';
  const points = formatMetric(metric, 0.5).endsWith('%');
  if (points) return `${sign}${formatNumber(Math.abs(change) * 100)} points`;
  return reference === 0 ? '' : `${sign}${formatShare(Math.abs(change / reference))}`;
}
