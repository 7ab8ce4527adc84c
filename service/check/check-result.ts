import type { Unmeasured } from '../../analyzers/index.ts';
import type { FeatureKind, JudgedMeasurement, Severity, Subject } from '../../domain/index.ts';
import type { SmallHistogram } from './small-histogram.ts';

/** CheckVerdict is what a check found; each has an exit code. */
export type CheckVerdict = 'no_drift' | 'drift' | 'insufficient_data' | 'failed';

/** CheckedSubject is everything found of one compared column. */
export interface CheckedSubject {
  readonly subject: Subject;
  /** What is compared: one column, rows of all columns, or an embedding. */
  readonly kind: FeatureKind | 'rows' | 'embedding';
  readonly severity: Severity;
  /** The result that decided for the subject; null when nothing was judged. */
  readonly deciding: JudgedMeasurement | null;
  readonly results: readonly JudgedMeasurement[];
  readonly unmeasured: readonly Unmeasured[];
  /** Of drifted subjects. */
  readonly histogram: SmallHistogram | null;
}

/** CheckResult is the outcome of a check, gravest subjects first. */
export interface CheckResult {
  readonly verdict: CheckVerdict;
  /** One sentence. */
  readonly summary: string;
  readonly reference: { readonly source: string; readonly rows: number };
  readonly current: { readonly source: string; readonly rows: number };
  readonly subjects: readonly CheckedSubject[];
  /** Sentences about what was not compared, or not exactly. */
  readonly notes: readonly string[];
}

/** EXIT_CODES are the exit codes of a check that came to a verdict; 3 is bad input. */
export const EXIT_CODES: Readonly<Record<CheckVerdict, number>> = Object.freeze({
  no_drift: 0,
  drift: 1,
  insufficient_data: 2,
  failed: 4,
});
