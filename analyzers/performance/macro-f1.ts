import type { PerformanceMetric } from './metric.ts';

/**
 * macroF1 is the plain mean of the F1 of every class that is predicted or labelled. Its standard error adds up the
 * influence of each row on the F1 of its predicted and of its true class, as in f1 (delta method).
 */
export const macroF1: PerformanceMetric = {
  id: 'macro_f1',
  definition: 'macro_f1/1',
  tasks: ['multiclass'],
  largerIsBetter: true,
  decay: 'absolute',
  compute({ classes, predictedCode, labelCode }) {
    const n = labelCode.length;
    if (n === 0) return { reason: 'no_labels' };
    const right = new Float64Array(classes.length);
    const named = new Float64Array(classes.length);
    for (let row = 0; row < n; row++) {
      const said = predictedCode[row]!;
      const truth = labelCode[row]!;
      named[said]! += 1;
      named[truth]! += 1;
      if (said === truth) right[said]! += 1;
    }
    const present = named.reduce((count, mentions) => count + (mentions > 0 ? 1 : 0), 0);
    const score = right.map((hits, code) => (named[code]! > 0 ? (2 * hits) / named[code]! : 0));
    const value = score.reduce((sum, item) => sum + item, 0) / present;
    let squares = 0;
    for (let row = 0; row < n; row++) {
      const said = predictedCode[row]!;
      const truth = labelCode[row]!;
      const influence =
        said === truth
          ? (2 - 2 * score[said]!) / named[said]!
          : score[said]! / named[said]! + score[truth]! / named[truth]!;
      squares += influence ** 2;
    }
    return { value, standardError: Math.sqrt(squares) / present, n };
  },
};
