import type { Subject } from './samples.ts';
import type { Window } from './windows.ts';

/**
 * STATISTIC_IDS lists every statistic of one column; where one decides for a subject it is the first of these that was
 * measured. The last three are quality statistics, which always speak for themselves.
 */
export const STATISTIC_IDS = [
  'psi',
  'jensen_shannon',
  'hellinger',
  'ks',
  'wasserstein',
  'chi_square',
  'cramer_von_mises',
  'anderson_darling',
  'energy',
  'total_variation',
  'l_infinity',
  'mean_shift',
  'variance_ratio',
  'null_share',
  'unseen_share',
  'range_violation',
] as const;

/** StatisticId names a distance between two samples; one name, one definition. */
export type StatisticId = (typeof STATISTIC_IDS)[number];

/** PERFORMANCE_METRIC_IDS lists every performance metric. */
export const PERFORMANCE_METRIC_IDS = [
  'accuracy',
  'f1',
  'macro_f1',
  'roc_auc',
  'log_loss',
  'mae',
  'rmse',
] as const;

/** MULTIVARIATE_STATISTIC_IDS lists every statistic of whole rows or vectors, in the order in which they decide. */
export const MULTIVARIATE_STATISTIC_IDS = ['domain_classifier', 'mmd', 'pca_reconstruction'] as const;

/** MultivariateStatisticId names a distance between two samples of whole rows or vectors. */
export type MultivariateStatisticId = (typeof MULTIVARIATE_STATISTIC_IDS)[number];

/** PerformanceMetricId names a number that needs labels. */
export type PerformanceMetricId = (typeof PERFORMANCE_METRIC_IDS)[number];

/** EvaluationStatus says whether an evaluation could judge its window. */
export type EvaluationStatus = 'complete' | 'partial' | 'insufficient_data' | 'failed' | 'skipped';

/** Severity of a judged value or of a whole evaluation. */
export type Severity = 'none' | 'warning' | 'critical';

/** Mode says whether a run may reach people: backfill runs write and stay silent. */
export type Mode = 'live' | 'backfill';

/** Contribution is the share of a distance that one feature, or one dimension of an embedding, accounts for. */
export interface Contribution {
  readonly name: string;
  /** 0 to 1; the shares of all features together make 1. */
  readonly share: number;
}

/** Measurement is one measured value, before any judgement. */
export interface Measurement {
  readonly subject: Subject;
  readonly statistic: StatisticId | MultivariateStatisticId | PerformanceMetricId;
  /** The definition that the number follows, such as psi/1. */
  readonly definition: string;
  readonly value: number;
  /** The magnitude that the policy's threshold is compared with; for decay, baseline against current. */
  readonly effect: number;
  readonly pValue: number | null;
  /** Two-sided interval of the effect, where one is known. */
  readonly interval: readonly [number, number] | null;
  readonly nReference: number;
  readonly nCurrent: number;
  readonly engine: 'cpu' | 'clickhouse' | 'gpu';
  readonly exact: boolean;
  readonly errorBound: number | null;
  readonly tookMs: number;
  /** Small extra facts for people: raw W1, merged bins, shares. */
  readonly details: Readonly<Record<string, number | string | boolean | null>>;
  /** Largest first, at most 20; only of statistics that look at many features at once. */
  readonly contributions?: readonly Contribution[];
}

/** JudgedMeasurement is a measurement with the verdict of one policy. */
export interface JudgedMeasurement extends Measurement {
  readonly status: EvaluationStatus;
  readonly severity: Severity;
  readonly pAdjusted: number | null;
  readonly threshold: number;
  /** The rule in words, such as "psi 0.231 ≥ 0.1 and p 0.0004 < 0.01". */
  readonly rule: string;
}

/** SeriesKey names the stream of windows that one monitor judges for one version and segment. */
export interface SeriesKey {
  readonly project: string;
  readonly model: string;
  readonly monitor: string;
  readonly version: string;
  readonly deployment: string;
  /** Empty for all traffic. */
  readonly segment: string;
}

/** Evaluation is one run of a monitor on one window of one series. */
export interface Evaluation extends SeriesKey {
  readonly evaluationId: string;
  readonly window: Window;
  readonly status: EvaluationStatus;
  readonly severity: Severity;
  /** One sentence for people: what was found, or why nothing could be judged. */
  readonly summary: string;
  readonly mode: Mode;
  /** A backfill that was asked to notify. */
  readonly notify: boolean;
  readonly revision: number;
  readonly baselineHash: string;
  readonly measurementHash: string;
  readonly policyHash: string;
  readonly nReference: number;
  readonly nCurrent: number;
  readonly tookMs: number;
  /** Epoch milliseconds of the service's clock. */
  readonly evaluatedAt: number;
  readonly results: readonly JudgedMeasurement[];
}

/** seriesId is a stable text of a series, used as a key. */
export function seriesId(key: SeriesKey): string {
  return JSON.stringify([key.project, key.model, key.monitor, key.version, key.deployment, key.segment]);
}
