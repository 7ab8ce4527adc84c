import type {
  CategoricalReference,
  Measurement,
  NumericReference,
  Reference,
  StatisticId,
} from '../../../domain/index.ts';
import type { Grid } from '../../profiles/grid.ts';
import type { CategoricalProfile, NumericProfile, Profile } from '../../profiles/profile.ts';
import {
  categoryPair,
  DISCRETE_MAX_VALUES,
  sampledUnusable,
  unusableRows,
} from '../../statistics/compared-pair.ts';
import type { Measured, Unmeasured, UnmeasuredReason } from '../../statistics/measured.ts';
import { once } from '../../statistics/once.ts';
import { unseenPair } from '../../statistics/share-pairs.ts';
import { distinctCounts } from '../../statistics/sorted-values.ts';
import type { StatisticOutcome } from '../../statistics/statistic.ts';
import { STATISTICS } from '../../statistics/statistics.ts';
import { type Certified, type CertifiedDistance, certifiedDistances } from './certified-distance.ts';
import { profiledBins, profiledInside, profiledUnusable, profiledValues } from './profile-pair.ts';

/** ProfileTask asks for the statistics of one subject whose current side is a profile. */
export interface ProfileTask {
  readonly reference: Reference;
  /** That of a numeric reference. */
  readonly grid: Grid | null;
  readonly profile: Profile;
  readonly statistics: readonly StatisticId[];
}

/** ProfileAnswer is what a profile tells of a subject, and which statistics only its raw values can tell. */
export interface ProfileAnswer {
  readonly measured: Measured;
  readonly open: readonly StatisticId[];
}

/** One statistic of a profile: computed from counts, certified within an interval, without a number, or not answered. */
type Answer =
  | (Sizes & { readonly found: 'exact'; readonly outcome: StatisticOutcome; readonly pooled: boolean })
  | { readonly found: 'certified'; readonly distance: CertifiedDistance }
  | { readonly found: 'none'; readonly reason: UnmeasuredReason }
  | { readonly found: 'open' };

interface Sizes {
  readonly nReference: number;
  readonly nCurrent: number;
}

/** measureProfile computes what needs counts exactly, ks and wasserstein as certified intervals, and nothing else. */
export function measureProfile(task: ProfileTask): ProfileAnswer {
  const started = performance.now();
  const { subject } = task.profile;
  const measurements: Measurement[] = [];
  const unmeasured: Unmeasured[] = [];
  const open: StatisticId[] = [];
  const details = subjectDetails(task);
  const answerOf = answersOf(task);
  const refuse = (statistic: StatisticId, reason: UnmeasuredReason) =>
    unmeasured.push({ subject, statistic, reason, error: null });
  for (const statistic of task.statistics) {
    const answer = answerOf(statistic);
    if (answer.found === 'open') open.push(statistic);
    else if (answer.found === 'none') refuse(statistic, answer.reason);
    else if (answer.found === 'certified')
      measurements.push(certifiedMeasurement(task, statistic, answer.distance, details));
    else {
      const result = exactMeasurement(task, statistic, answer, details);
      if ('reason' in result) refuse(statistic, result.reason);
      else measurements.push(result);
    }
  }
  const tookMs = (performance.now() - started) / Math.max(1, measurements.length);
  return {
    measured: { subject, measurements: measurements.map((item) => ({ ...item, tookMs })), unmeasured },
    open,
  };
}

/** Both sides are counted once for all statistics of a subject. */
function answersOf({ reference, grid, profile }: ProfileTask): (statistic: StatisticId) => Answer {
  const none = (reason: UnmeasuredReason) => (): Answer => ({ found: 'none', reason });
  if (usableRows(reference) + unusableRows(reference) === 0) return none('empty_reference');
  if (profile.rows === 0) return none('empty_current');
  const answer =
    reference.kind === 'numeric' && profile.kind === 'numeric' && grid
      ? numericAnswers(reference, grid, profile)
      : reference.kind === 'categorical' && profile.kind === 'categorical'
        ? categoricalAnswers(reference, profile)
        : none('kind_mismatch');
  const fits = (id: StatisticId) => STATISTICS[id].featureKinds.includes(profile.kind);
  return (id) => (fits(id) ? answer(id) : { found: 'none', reason: 'not_applicable' });
}

function numericAnswers(reference: NumericReference, grid: Grid, profile: NumericProfile) {
  const bins = once(() => profiledBins(reference, grid, profile));
  const values = once(() => profiledValues(reference, grid, profile));
  const certify = certifiedDistances(reference, grid, profile);
  const enclosed = (distance: Certified): Answer =>
    'reason' in distance ? { found: 'none', reason: distance.reason } : { found: 'certified', distance };
  return (id: StatisticId): Answer => {
    const statistic = STATISTICS[id];
    switch (statistic.needs) {
      case 'bins':
        return exactly(statistic, bins());
      case 'counts': {
        const counted = values();
        if (!counted) return { found: 'none', reason: 'not_applicable' };
        return exactly(statistic, counted.pair, counted.pooled);
      }
      case 'unusable':
        return exactly(statistic, profiledUnusable(reference, profile));
      case 'sorted':
      case 'outside':
        if (reference.sorted.length === 0) return { found: 'none', reason: 'no_usable_reference' };
        if (usableRows(profile) === 0) return { found: 'none', reason: 'no_usable_current' };
        if (statistic.needs === 'sorted') {
          const { id: ordered } = statistic;
          return ordered === 'ks' || ordered === 'wasserstein'
            ? enclosed(certify(ordered))
            : { found: 'open' };
        }
        // How many lie outside of the range is known only when none does.
        if (profile.min < reference.sorted[0]! || profile.max > reference.sorted.at(-1)!)
          return { found: 'open' };
        return exactly(statistic, profiledInside(reference, profile));
      default:
        return { found: 'open' };
    }
  };
}

function categoricalAnswers(reference: CategoricalReference, profile: CategoricalProfile) {
  const categories = once(() => categoryPair(reference, profile));
  return (id: StatisticId): Answer => {
    const statistic = STATISTICS[id];
    if (statistic.needs === 'unusable') return exactly(statistic, profiledUnusable(reference, profile));
    if (statistic.needs === 'unseen' && usableRows(reference) === 0)
      return { found: 'none', reason: 'no_usable_reference' };
    if (statistic.needs === 'unseen' && usableRows(profile) === 0)
      return { found: 'none', reason: 'no_usable_current' };
    // Where a bucket had more categories than it kept apart, rare ones may be in both.
    if (profile.others > 0) return { found: 'open' };
    if (statistic.needs === 'unseen') return exactly(statistic, unseenPair(reference, profile));
    if (statistic.needs !== 'bins' && statistic.needs !== 'counts') return { found: 'open' };
    return exactly(statistic, categories());
  };
}

function exactly<Pair extends Sizes>(
  statistic: { compute(pair: Pair): StatisticOutcome },
  pair: Pair,
  pooled = false,
): Answer {
  const { nReference, nCurrent } = pair;
  return { found: 'exact', outcome: statistic.compute(pair), nReference, nCurrent, pooled };
}

type Details = Record<string, number | string | boolean | null>;

function exactMeasurement(
  task: ProfileTask,
  id: StatisticId,
  { outcome, pooled, nReference, nCurrent }: Extract<Answer, { found: 'exact' }>,
  details: Details,
): Measurement | { readonly reason: UnmeasuredReason } {
  const { definition } = STATISTICS[id];
  if ('reason' in outcome) return outcome;
  const { value, effect, pValue, noise95, interval } = outcome;
  if (![value, effect, pValue, noise95, ...(interval ?? [])].every(Number.isFinite))
    return { reason: 'not_finite' };
  return {
    ...commonParts(task, id),
    definition: pooled ? `${definition}@grid` : definition,
    value,
    effect,
    pValue,
    interval: interval ?? null,
    nReference,
    nCurrent,
    exact: !isSampled(task.reference),
    errorBound: null,
    details: { ...details, ...outcome.details, noise_95: noise95 },
  };
}

function certifiedMeasurement(
  task: ProfileTask,
  statistic: StatisticId,
  { low, high, pValue, pValueLow, noise95, sampling, details: extra }: CertifiedDistance,
  details: Details,
): Measurement {
  const { reference } = task;
  const value = (low + high) / 2;
  const exact = low === high;
  const bound = (high - low) / 2 + sampling;
  return {
    ...commonParts(task, statistic),
    definition: STATISTICS[statistic].definition,
    value,
    effect: value,
    pValue,
    interval: exact ? null : [low, high],
    nReference: reference.kind === 'numeric' ? reference.sorted.length : 0,
    nCurrent: usableRows(task.profile),
    exact: exact && !isSampled(reference),
    errorBound: bound > 0 ? bound : null,
    details: { ...details, ...extra, noise_95: noise95, ...(exact ? {} : { p_low: pValueLow }) },
  };
}

function commonParts({ profile }: ProfileTask, statistic: StatisticId) {
  return { subject: profile.subject, statistic, engine: 'clickhouse', tookMs: 0 } as const;
}

function isSampled(reference: Reference): boolean {
  return reference.kind === 'numeric' && reference.sampled;
}

function usableRows(side: Reference | Profile): number {
  if ('sorted' in side) return side.sorted.length;
  return side.counts.reduce((sum, count) => sum + count, 0) + ('others' in side ? side.others : 0);
}

/** subjectDetails are the facts that every measurement of the subject carries, as from the other engines. */
function subjectDetails({ reference, profile }: ProfileTask): Details {
  const unusable = reference.kind === 'numeric' ? sampledUnusable(reference) : unusableRows(reference);
  const rowsReference = unusable + usableRows(reference);
  const discrete =
    reference.kind === 'numeric' && distinctCounts(reference.sorted, DISCRETE_MAX_VALUES) !== null;
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0);
  return {
    values: reference.kind === 'categorical' ? 'categorical' : discrete ? 'discrete' : 'continuous',
    null_share_reference: share(unusable, rowsReference),
    null_share_current: share(unusableRows(profile), profile.rows),
    ...(profile.mismatched > 0 ? { mismatched_share_current: share(profile.mismatched, profile.rows) } : {}),
  };
}
