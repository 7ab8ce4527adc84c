import type { Outcomes } from '../../analyzers/performance/outcomes.ts';

const EMPTY = {
  classes: [] as readonly string[],
  predictedCode: new Uint32Array(0),
  labelCode: new Uint32Array(0),
  predictedNumber: new Float64Array(0),
  labelNumber: new Float64Array(0),
  score: new Float64Array(0),
  positiveClass: '1',
};

/** binaryOutcomes predicts 1 from a score of 0.5 on; the truth is asked row by row. */
export function binaryOutcomes(score: Float64Array, truth: (row: number) => boolean): Outcomes {
  return {
    ...EMPTY,
    task: 'binary',
    predictions: score.length,
    classes: ['0', '1'],
    predictedCode: Uint32Array.from(score, (value) => (value >= 0.5 ? 1 : 0)),
    labelCode: Uint32Array.from(score, (_, row) => (truth(row) ? 1 : 0)),
    score,
  };
}

/** multiclassOutcomes holds class codes below `classes`. */
export function multiclassOutcomes(
  classes: number,
  predicted: readonly number[],
  labels: readonly number[],
): Outcomes {
  return {
    ...EMPTY,
    task: 'multiclass',
    predictions: labels.length,
    classes: Array.from({ length: classes }, (_, code) => `class ${code}`),
    predictedCode: Uint32Array.from(predicted),
    labelCode: Uint32Array.from(labels),
    score: new Float64Array(labels.length).fill(Number.NaN),
  };
}

/** regressionOutcomes holds predicted and true numbers. */
export function regressionOutcomes(predicted: Float64Array, labels: Float64Array): Outcomes {
  return {
    ...EMPTY,
    task: 'regression',
    predictions: labels.length,
    predictedNumber: predicted,
    labelNumber: labels,
  };
}
