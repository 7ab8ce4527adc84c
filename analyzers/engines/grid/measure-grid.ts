import type { Measurement, StatisticId, Subject } from '../../../domain/index.ts';
import { certifiedKs } from '../../statistics/certified-ks.ts';
import { type BinnedSide, certifiedWasserstein } from '../../statistics/certified-wasserstein.ts';
import { DISCRETE_MAX_VALUES } from '../../statistics/compared-pair.ts';
import type { Measured, Unmeasured, UnmeasuredReason } from '../../statistics/measured.ts';
import type { CountedPair, Distance, SharePair, StatisticOutcome } from '../../statistics/statistic.ts';
import { STATISTICS } from '../../statistics/statistics.ts';
import { smirnovTail } from '../../statistics/two-sample-smirnov.ts';
import { isSingleValue } from './equal-mass-edges.ts';

/** GridSide is one side of a numeric feature, counted on the grid of a GridTask. */
export interface GridSide extends BinnedSide {
  /** Rows without a usable value. */
  readonly unusable: number;
  /** Population standard deviation of the usable values. */
  readonly standardDeviation: number;
}

/** GridTask asks for the statistics of a numeric feature whose sides are too long to be sorted. */
export interface GridTask {
  readonly subject: Subject;
  /** Ascending and distinct; see BinnedSide for the bins. */
  readonly edges: Float64Array;
  readonly reference: GridSide;
  readonly current: GridSide;
  readonly statistics: readonly StatisticId[];
  /** What is known of ks and wasserstein beyond the grid. */
  readonly exact?: ExactDistance;
}

/** ExactDistance is the distances of the two distribution functions, computed from the values in doubt. */
export interface ExactDistance {
  readonly supremum: number;
  /** In the unit of the values; null where it was not asked for. */
  readonly area: number | null;
  /** Values that were read for them. */
  readonly values: number;
}

const DECILES = 10;

interface Certified {
  readonly outcome: StatisticOutcome;
  /** Null where the distance is exact. */
  readonly interval: readonly [number, number] | null;
  /** The p-value at the upper end of the interval. */
  readonly pValueLow: number;
}

/** usable counts the values of a side. */
export function usable({ counts }: GridSide): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin]!;
  return sum;
}

/** countedPair puts groups of neighbouring bins together; `groupOf` gives the group of a bin. */
function countedPair(
  { reference, current }: GridTask,
  groups: number,
  groupOf: (bin: number) => number,
): CountedPair {
  const extra = reference.unusable > 0 || current.unusable > 0;
  const together = (side: GridSide): Float64Array => {
    const counts = new Float64Array(groups + (extra ? 1 : 0));
    for (let bin = 0; bin < side.counts.length; bin++) counts[groupOf(bin)]! += side.counts[bin]!;
    if (extra) counts[groups] = side.unusable;
    return counts;
  };
  return {
    reference: together(reference),
    current: together(current),
    nReference: usable(reference) + reference.unusable,
    nCurrent: usable(current) + current.unusable,
  };
}

/** decilePair cuts at the grid edges next to the deciles of the reference; an edge serves once. */
function decilePair(task: GridTask): CountedPair {
  const { counts } = task.reference;
  const n = usable(task.reference);
  const cuts = new Set<number>();
  let bin = 0;
  let below = counts[0]!;
  for (let decile = 1; decile < DECILES; decile++) {
    const target = (decile * n) / DECILES;
    while (
      bin < task.edges.length - 1 &&
      Math.abs(below + counts[bin + 1]! - target) < Math.abs(below - target)
    ) {
      bin += 1;
      below += counts[bin]!;
    }
    cuts.add(bin);
  }
  const groups = new Uint32Array(counts.length);
  for (let at = 1; at < counts.length; at++) groups[at] = groups[at - 1]! + (cuts.has(at - 1) ? 1 : 0);
  return countedPair(task, groups.at(-1)! + 1, (at) => groups[at]!);
}

function isAtom(edges: Float64Array, bin: number): boolean {
  return isSingleValue(edges[bin - 1], edges[bin]);
}

/** valuePair has one column per bin when the reference holds few distinct values, each in a bin of its own. */
function valuePair(task: GridTask): CountedPair | null {
  const { counts } = task.reference;
  let values = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    values += isAtom(task.edges, bin) ? 1 : DISCRETE_MAX_VALUES + 1;
  }
  return values <= DISCRETE_MAX_VALUES ? countedPair(task, counts.length, (bin) => bin) : null;
}

function unusablePair({ reference, current }: GridTask): SharePair {
  return {
    reference: reference.unusable,
    current: current.unusable,
    spread: 1,
    nReference: usable(reference) + reference.unusable,
    nCurrent: usable(current) + current.unusable,
  };
}

function certified(task: GridTask, id: StatisticId): Certified | UnmeasuredReason {
  const { reference, current, edges } = task;
  const n = usable(reference);
  const m = usable(current);
  if (n === 0) return 'no_usable_reference';
  if (m === 0) return 'no_usable_current';
  const statistic = STATISTICS[id];
  if (statistic.needs !== 'sorted') return 'not_applicable';
  const { exact } = task;
  const gap = exact
    ? { low: exact.supremum, high: exact.supremum }
    : certifiedKs(reference.counts, current.counts, (bin) => isAtom(edges, bin));
  const isArea = id === 'wasserstein';
  if (id !== 'ks' && !isArea) return 'too_many_rows';
  const known = isArea ? (exact?.area ?? null) : (exact?.supremum ?? null);
  const area = isArea && known === null ? certifiedWasserstein(edges, reference, current) : null;
  const unit = reference.standardDeviation;
  const outcome = statistic.compute({
    supremum: gap.low,
    area: known ?? area?.low ?? 0,
    pValue: smirnovTail(gap.low, n, m),
    nReference: n,
    nCurrent: m,
    referenceDeviation: unit,
    referenceRange: 0,
  });
  const ends: readonly [number, number] =
    area === null ? [gap.low, gap.high] : unit === 0 ? [0, 0] : [area.low / unit, area.high / unit];
  return { outcome, interval: known === null ? ends : null, pValueLow: smirnovTail(gap.high, n, m) };
}

function allFinite(distance: Distance): boolean {
  return [distance.value, distance.effect, distance.pValue, distance.noise95].every(Number.isFinite);
}

/**
 * measureGrid measures a numeric feature by its counts on a grid, at any number of rows. Statistics over bins are exact
 * on the grid edges next to the deciles, so their definition carries `@grid`. ks and wasserstein are certified: the value
 * is the lower end of an interval that holds the exact one, and `errorBound` its width; with `exact` of the task they are
 * the numbers of their definition. Others ask for sorted values and have the reason `too_many_rows`.
 */
export function measureGrid(task: GridTask): Measured {
  const started = performance.now();
  const { subject } = task;
  const discrete = valuePair(task);
  const measurements: Measurement[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const id of task.statistics) {
    const result = measureOne(task, id, discrete);
    if (typeof result === 'string') unmeasured.push({ subject, statistic: id, reason: result, error: null });
    else measurements.push(result);
  }
  const tookMs = (performance.now() - started) / Math.max(1, measurements.length);
  return { subject, measurements: measurements.map((item) => ({ ...item, tookMs })), unmeasured };
}

function measureOne(
  task: GridTask,
  id: StatisticId,
  discrete: CountedPair | null,
): Measurement | UnmeasuredReason {
  const statistic = STATISTICS[id];
  const rows = [task.reference, task.current].map((side) => usable(side) + side.unusable);
  if (rows[0] === 0) return 'empty_reference';
  if (rows[1] === 0) return 'empty_current';
  if (!statistic.featureKinds.includes('numeric')) return 'not_applicable';
  if (statistic.needs === 'sorted') {
    const result = certified(task, id);
    if (typeof result === 'string') return result;
    return orderMeasurement(task, id, result, discrete !== null);
  }
  if (statistic.needs === 'unusable')
    return asMeasurement(task, id, statistic.compute(unusablePair(task)), null, discrete !== null);
  if (statistic.needs !== 'bins' && statistic.needs !== 'counts') return 'too_many_rows';
  const pair = statistic.needs === 'bins' ? decilePair(task) : discrete;
  if (pair === null) return 'not_applicable';
  return asMeasurement(task, id, statistic.compute(pair), null, discrete !== null);
}

/** orderMeasurement says whether the number is exact, and how exact it had to be for its verdict. */
function orderMeasurement(
  task: GridTask,
  id: StatisticId,
  { outcome, interval, pValueLow }: Certified,
  isDiscrete: boolean,
): Measurement | UnmeasuredReason {
  const measurement = asMeasurement(task, id, outcome, interval, isDiscrete);
  if (typeof measurement === 'string') return measurement;
  const { reference, current, exact } = task;
  const sizes = { nReference: usable(reference), nCurrent: usable(current) };
  if (interval !== null) {
    const details = { ...measurement.details, p_low: pValueLow };
    return { ...measurement, ...sizes, exact: false, errorBound: interval[1] - interval[0], details };
  }
  const details = { ...measurement.details, values_read: exact?.values ?? 0 };
  return { ...measurement, ...sizes, definition: STATISTICS[id].definition, details };
}

function asMeasurement(
  task: GridTask,
  id: StatisticId,
  outcome: StatisticOutcome,
  interval: readonly [number, number] | null,
  isDiscrete: boolean,
): Measurement | UnmeasuredReason {
  if ('reason' in outcome) return outcome.reason;
  if (!allFinite(outcome) || interval?.every(Number.isFinite) === false) return 'not_finite';
  const { reference, current, subject } = task;
  const [n, m] = [usable(reference), usable(current)];
  return {
    subject,
    statistic: id,
    definition: `${STATISTICS[id].definition}@grid`,
    value: outcome.value,
    effect: outcome.effect,
    pValue: outcome.pValue,
    interval: interval ?? outcome.interval ?? null,
    nReference: n + reference.unusable,
    nCurrent: m + current.unusable,
    engine: 'clickhouse',
    exact: true,
    errorBound: null,
    tookMs: 0,
    details: {
      values: isDiscrete ? 'discrete' : 'continuous',
      null_share_reference: reference.unusable / Math.max(1, n + reference.unusable),
      null_share_current: current.unusable / Math.max(1, m + current.unusable),
      ...outcome.details,
      noise_95: outcome.noise95,
    },
  };
}
