import type { Measurement, Severity } from '../../domain/index.ts';
import type { Threshold, VerdictPolicy } from './policy.ts';
import { counted } from './words.ts';

/** Finding is the verdict of one measurement, before it is set beside the others of its subject. */
export interface Finding {
  readonly status: 'complete' | 'insufficient_data';
  readonly severity: Severity;
  readonly threshold: number;
  readonly rule: string;
}

const RANK: Readonly<Record<Severity, number>> = { none: 0, warning: 1, critical: 2 };

/** worse gives the graver of two severities. */
export function worse(a: Severity, b: Severity): Severity {
  return RANK[a] >= RANK[b] ? a : b;
}

/** milder gives the less grave of two severities. */
export function milder(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

/** gradeOf is the severity of an effect that has passed every other test. */
export function gradeOf(effect: number, threshold: Threshold, policy: VerdictPolicy): Severity {
  if (effect < threshold.delta) return 'none';
  return policy.severity ?? (effect >= threshold.critical ? 'critical' : 'warning');
}

/** tooFewRows words a side that is smaller than `minSamples`, or is null. */
export function tooFewRows(
  { nReference, nCurrent }: Pick<Measurement, 'nReference' | 'nCurrent'>,
  { minSamples }: VerdictPolicy,
): string | null {
  if (nCurrent < minSamples) return `${counted(nCurrent, 'row')} in the window, ${minSamples} needed`;
  if (nReference < minSamples) return `${counted(nReference, 'row')} in the reference, ${minSamples} needed`;
  return null;
}
