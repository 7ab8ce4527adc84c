import type { Task } from '../../domain/index.ts';
import type { OutcomeColumns } from '../ports.ts';

/** Outcomes is the labelled predictions of a window or baseline, column by column, and what their model predicts. */
export interface Outcomes extends OutcomeColumns {
  readonly task: Task;
  /** Canonical text of the positive class; unused unless the task is binary. */
  readonly positiveClass: string;
}

/** ConfusionCounts is a binary model's labelled predictions that name the positive class or should have. */
export interface ConfusionCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** labelledRows is the number of labelled predictions. */
export function labelledRows({ task, labelCode, labelNumber }: Outcomes): number {
  return task === 'regression' ? labelNumber.length : labelCode.length;
}

/** positiveCode is the code of the positive class; -1, which no row carries, when no row knows it. */
function positiveCode({ classes, positiveClass }: Outcomes): number {
  return classes.indexOf(positiveClass);
}

/** countConfusion counts a binary model's outcomes. */
export function countConfusion(outcomes: Outcomes): ConfusionCounts {
  const { predictedCode, labelCode } = outcomes;
  const positive = positiveCode(outcomes);
  let truePositives = 0;
  let falsePositives = 0;
  let falseNegatives = 0;
  for (let row = 0; row < labelCode.length; row++) {
    const said = predictedCode[row] === positive;
    const isSo = labelCode[row] === positive;
    if (said && isSo) truePositives += 1;
    else if (said) falsePositives += 1;
    else if (isSo) falseNegatives += 1;
  }
  return { truePositives, falsePositives, falseNegatives };
}

/** ScoredLabels is the rows that carry a score, with the truth as 0 or 1. */
export interface ScoredLabels {
  readonly score: Float64Array;
  readonly positive: Uint8Array;
}

/** scoredLabels drops the rows without a score. */
export function scoredLabels(outcomes: Outcomes): ScoredLabels {
  const { labelCode } = outcomes;
  const code = positiveCode(outcomes);
  const score = new Float64Array(labelCode.length);
  const positive = new Uint8Array(labelCode.length);
  let kept = 0;
  for (let row = 0; row < labelCode.length; row++) {
    const value = outcomes.score[row]!;
    if (!Number.isFinite(value)) continue;
    score[kept] = value;
    positive[kept] = labelCode[row] === code ? 1 : 0;
    kept += 1;
  }
  return { score: score.subarray(0, kept), positive: positive.subarray(0, kept) };
}

/** predictionErrors are predicted minus true numbers, of the rows where both are finite. */
export function predictionErrors({ predictedNumber, labelNumber }: Outcomes): Float64Array {
  const errors = new Float64Array(labelNumber.length);
  let kept = 0;
  for (let row = 0; row < labelNumber.length; row++) {
    const error = predictedNumber[row]! - labelNumber[row]!;
    if (Number.isFinite(error)) errors[kept++] = error;
  }
  return errors.subarray(0, kept);
}
