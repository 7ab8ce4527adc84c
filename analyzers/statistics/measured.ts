import type { Measurement, PlumblineError, Subject } from '../../domain/index.ts';

/** UNMEASURED_REASONS says why a statistic or metric has no number; the text completes "cannot be measured: …". */
export const UNMEASURED_REASONS = {
  empty_reference: 'the reference has no rows',
  empty_current: 'the window has no rows',
  no_usable_reference: 'the reference has no usable value',
  no_usable_current: 'the window has no usable value',
  constant_reference: 'the reference is constant, so there is no spread to measure in',
  not_applicable: 'the statistic is not defined for this kind of feature',
  kind_mismatch: 'the feature is numeric on one side and categorical on the other',
  too_many_rows: 'there are more rows than are sorted, and the statistic has no certified interval',
  not_finite: 'the values are too large for a finite result',
  no_labels: 'no prediction of the window has a label yet',
  one_row: 'one row has no spread',
  no_scores: 'no labelled prediction carries a score',
  score_not_probability: 'the scores are not probabilities between 0 and 1',
  one_class: 'the labels hold fewer than two rows of one of the classes',
  no_positives: 'the positive class is neither predicted nor labelled',
  wrong_task: 'the metric is not defined for this task',
  no_baseline: 'the baseline does not hold this metric',
  zero_baseline: 'the baseline is zero, so there is no relative change',
  rows_expired: 'the features of its rows have expired, and profiles do not hold it',
  too_few_rows: 'a side has too few rows',
  one_column: 'fewer than two columns vary in the reference',
  length_mismatch: 'no vector of the window is as long as those of the reference',
  failed: 'the computation failed',
} as const;

/** UnmeasuredReason is one key of UNMEASURED_REASONS. */
export type UnmeasuredReason = keyof typeof UNMEASURED_REASONS;

/** Unmeasured is a statistic or metric that was asked for and has no number. */
export interface Unmeasured {
  readonly subject: Subject;
  readonly statistic: Measurement['statistic'];
  readonly reason: UnmeasuredReason;
  /** Set when the reason is `failed`. */
  readonly error: PlumblineError | null;
}

/** Measured is everything known of one subject in one window, before any judgement. */
export interface Measured {
  readonly subject: Subject;
  readonly measurements: readonly Measurement[];
  readonly unmeasured: readonly Unmeasured[];
}
