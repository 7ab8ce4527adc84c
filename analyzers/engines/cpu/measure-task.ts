import type { Column, Measurement, NumericReference, StatisticId } from '../../../domain/index.ts';
import { DISCRETE_MAX_VALUES, type NumericComparison, unusableRows } from '../../statistics/compared-pair.ts';
import { decileEdges } from '../../statistics/decile-bins.ts';
import { measurePair, type PairDistance } from '../../statistics/measure-pair.ts';
import type { Measured, Unmeasured } from '../../statistics/measured.ts';
import { distinctCounts } from '../../statistics/sorted-values.ts';
import type { Statistic } from '../../statistics/statistic.ts';
import { STATISTICS } from '../../statistics/statistics.ts';
import type { MeasureTask } from '../engine.ts';
import { compareOnGrid } from './compare-on-grid.ts';
import { createScratch, dropNotFinite, sortFinite } from './sort-values.ts';

/** This thread's second sorting buffer; what is sorted into it is measured before the next task. */
const scratch = createScratch();

/** Prepared is a current column as the statistics take it: ascending, or compared as far as they need. */
interface Prepared {
  readonly column: Column;
  readonly compared: NumericComparison | null;
}

/** Below it, sorting takes as long as cutting a grid. */
const GRID_FROM = 16_384;

/** What a grid answers of values that are not discrete; the other needs ask for the order of all values. */
const ANSWERED: readonly Statistic['needs'][] = ['bins', 'counts', 'sorted', 'unusable'];

/** fitsGrid says whether a grid can answer everything that is asked of the values. */
function fitsGrid(
  reference: NumericReference,
  values: Float64Array,
  statistics: readonly StatisticId[],
): boolean {
  return (
    values.length >= GRID_FROM &&
    statistics.every((id) => ANSWERED.includes(STATISTICS[id].needs)) &&
    isContinuous(reference)
  );
}

function isContinuous({ sorted }: NumericReference): boolean {
  return distinctCounts(sorted, DISCRETE_MAX_VALUES) === null;
}

/** prepare counts values that are not finite as nulls; it reorders the values. */
function prepare({ reference, current, statistics }: MeasureTask): Prepared {
  if (current.kind === 'categorical') return { column: current, compared: null };
  const finite = dropNotFinite(current.values);
  const nulls = current.nulls + current.values.length - finite.length;
  if (reference.kind === 'numeric' && fitsGrid(reference, finite, statistics)) {
    const compared = compareOnGrid(reference.sorted, finite, decileEdges(reference.sorted));
    if (compared !== null) return { column: { ...current, values: finite, nulls }, compared };
  }
  return { column: { ...current, values: sortFinite(finite, scratch), nulls }, compared: null };
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

type Details = Record<string, number | string | boolean | null>;

/** subjectDetails are the facts that every measurement of the subject carries. */
function subjectDetails(task: MeasureTask, current: Column): Details {
  const { reference } = task;
  const unusableReference = unusableRows(reference);
  const unusableCurrent = unusableRows(current);
  const rowsReference =
    unusableReference +
    (reference.kind === 'numeric' ? reference.n : reference.counts.reduce((a, b) => a + b, 0));
  const rowsCurrent =
    unusableCurrent +
    (current.kind === 'numeric' ? current.values.length : current.counts.reduce((a, b) => a + b, 0));
  const discrete = reference.kind === 'numeric' && !isContinuous(reference);
  return {
    values: reference.kind === 'categorical' ? 'categorical' : discrete ? 'discrete' : 'continuous',
    null_share_reference: share(unusableReference, rowsReference),
    null_share_current: share(unusableCurrent, rowsCurrent),
    ...(current.mismatched > 0 ? { mismatched_share_current: share(current.mismatched, rowsCurrent) } : {}),
  };
}

/** samplingBound is the 99 % Dvoretzky-Kiefer-Wolfowitz band of a sampled reference: how far its D may be off. */
function samplingBound(rows: number): number {
  return Math.sqrt(Math.log(2 / 0.01) / (2 * rows));
}

function measurement(task: MeasureTask, result: PairDistance, details: Details): Measurement {
  const { distance } = result;
  const sampled = task.reference.kind === 'numeric' && task.reference.sampled;
  return {
    subject: task.current.subject,
    statistic: result.statistic,
    definition: STATISTICS[result.statistic].definition,
    value: distance.value,
    effect: distance.effect,
    pValue: distance.pValue,
    interval: distance.interval ?? null,
    nReference: result.nReference,
    nCurrent: result.nCurrent,
    engine: 'cpu',
    exact: !sampled,
    errorBound: sampled && result.statistic === 'ks' ? samplingBound(result.nReference) : null,
    tookMs: 0,
    details: { ...details, ...distance.details, noise_95: distance.noise95 },
  };
}

/** measureTask computes one task on this thread; it reorders the current values and keeps no reference to them. */
export function measureTask(task: MeasureTask): Measured {
  const started = performance.now();
  const { subject } = task.current;
  const { column: current, compared } = prepare(task);
  const details = subjectDetails(task, current);
  const measurements: Measurement[] = [];
  const unmeasured: Unmeasured[] = [];
  for (const result of measurePair(task.reference, current, task.statistics, compared)) {
    if ('reason' in result)
      unmeasured.push({ subject, statistic: result.statistic, reason: result.reason, error: null });
    else measurements.push(measurement(task, result, details));
  }
  // Sorting and merging serve all statistics at once, so the time is shared out evenly.
  const tookMs = (performance.now() - started) / Math.max(1, measurements.length);
  return { subject, measurements: measurements.map((item) => ({ ...item, tookMs })), unmeasured };
}
