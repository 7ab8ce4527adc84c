import { areaUnderCurve } from './area-under-curve.ts';
import { classifierTerms, expandTerms, standardiseTerms, termScale } from './classifier-terms.ts';
import type { KernelOrigin } from './kernel-origin.ts';
import { logisticRegression } from './logistic-regression.ts';
import type { EncodedPair, Matrix } from './matrix.ts';
import { randomOrder } from './random-order.ts';

/** FoldJob trains on all folds but one and is tested on that one; row i belongs to fold i mod `folds`. */
export type FoldJob = Pick<EncodedPair, 'reference' | 'current' | 'featureOf'> & {
  readonly features: number;
  readonly fold: number;
  readonly folds: number;
  readonly seed: string;
};

/** FoldResult is how well the rows that were not trained on are told apart. */
export interface FoldResult extends KernelOrigin {
  readonly area: number;
  /** By how much the area falls when the values of a feature are shuffled among the rows of the test. */
  readonly falls: Float64Array;
}

interface Labelled {
  readonly matrix: Matrix;
  /** 1 for a row of the current side. */
  readonly isCurrent: Uint8Array;
}

/** FoldTraining is what a classifier is fitted to. */
export interface FoldTraining {
  /** The terms of the training rows, standardised on them. */
  readonly terms: Matrix;
  readonly isCurrent: Uint8Array;
  readonly deviations: Float64Array;
}

/** classifierFold trains the project's logistic regression and tests it. */
export function classifierFold(job: FoldJob): FoldResult {
  const training = foldTraining(job);
  return testFold(job, training, logisticRegression(training.terms, training.isCurrent).weights);
}

/** foldTraining prepares the rows of all folds but one. */
export function foldTraining(job: FoldJob): FoldTraining {
  const { matrix, isCurrent } = labelled(job, (fold) => fold !== job.fold);
  const expanded = expandTerms(matrix, classifierTerms(job.reference.width));
  const scale = termScale(expanded);
  return { terms: standardiseTerms(expanded, scale), isCurrent, deviations: scale.deviations };
}

/**
 * testFold gives the area under the ROC curve on the rows that were not trained on, with the importance of each feature by
 * permutation (Breiman 2001). Weights are those of the standardised terms.
 */
export function testFold(job: FoldJob, { deviations }: FoldTraining, weights: Float64Array): FoldResult {
  const test = labelled(job, (fold) => fold === job.fold);
  const terms = classifierTerms(job.reference.width);
  const slopes = weights.map((weight, term) => weight / deviations[term]!);
  const { rows, width, values } = test.matrix;
  const scores = new Float64Array(rows);
  // Centring moves every score alike, so the order of the rows does not need it.
  const addTerms = (
    target: Float64Array,
    of: Float64Array,
    only: ReadonlySet<number> | null,
    sign: number,
  ) => {
    for (const [term, { first, second }] of terms.entries()) {
      if (only && !only.has(first) && !only.has(second)) continue;
      const slope = sign * slopes[term]!;
      for (let row = 0; row < rows; row++) {
        const value = of[row * width + first]!;
        target[row]! += slope * (second < 0 ? value : value * of[row * width + second]!);
      }
    }
  };
  addTerms(scores, values, null, 1);
  const area = areaUnderCurve(scores, test.isCurrent);
  const order = randomOrder(rows, `${job.seed}:${job.fold}`);
  const falls = Float64Array.from({ length: job.features }, (_, feature) => {
    const columns = new Set([...job.featureOf.keys()].filter((column) => job.featureOf[column] === feature));
    const shuffled = values.slice();
    for (let row = 0; row < rows; row++) {
      for (const column of columns) shuffled[row * width + column] = values[order[row]! * width + column]!;
    }
    const changed = scores.slice();
    addTerms(changed, values, columns, -1);
    addTerms(changed, shuffled, columns, 1);
    return area - areaUnderCurve(changed, test.isCurrent);
  });
  return { area, falls };
}

function labelled({ reference, current, folds }: FoldJob, isIn: (fold: number) => boolean): Labelled {
  const { width } = reference;
  const rowsOf = ({ rows }: Matrix) =>
    Array.from({ length: rows }, (_, row) => row).filter((row) => isIn(row % folds));
  const before = rowsOf(reference);
  const after = rowsOf(current);
  const rows = before.length + after.length;
  const values = new Float64Array(rows * width);
  const isCurrent = new Uint8Array(rows);
  const copy = (side: Matrix, row: number, to: number) =>
    values.set(side.values.subarray(row * width, (row + 1) * width), to * width);
  for (const [index, row] of before.entries()) copy(reference, row, index);
  for (const [index, row] of after.entries()) {
    copy(current, row, before.length + index);
    isCurrent[before.length + index] = 1;
  }
  return { matrix: { rows, width, values }, isCurrent };
}
