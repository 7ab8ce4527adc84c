import { classifierTerms } from './classifier-terms.ts';
import { contributionsOf } from './contributions.ts';
import { firstRows } from './matrix.ts';
import { normalUpperTail, Z_ONE_SIDED_95 } from './normal-tail.ts';
import type { MultivariateStatistic } from './statistic.ts';

const FOLDS = 5;
/** Rows that a fold needs of each side. */
const FOLD_ROWS = 2;
/** Rows × terms of both sides together, 8 bytes each. */
const TERM_VALUES = 4_000_000;

/**
 * domainClassifier is the cross-validated area under the ROC curve of a classifier that tells rows of the window from
 * rows of the reference (Lopez-Paz and Oquab 2017): 0.5 when it cannot, 1 when it always can. The classifier is a logistic
 * regression with an L2 penalty on the columns and, of at most 23 columns, their squares and products. Row i of either
 * side, in the random order of the sample, is tested in fold i mod 5; the value is the mean of the folds' areas.
 *
 * The effect is 2·AUC − 1, 0 when it is negative. Under no drift the area has the standard error
 * √((n + m + 1) / 12nm) of the Mann-Whitney statistic, which gives a one-sided p-value. Contributions are by how much the
 * area falls when a feature is shuffled.
 */
export const domainClassifier: MultivariateStatistic = {
  id: 'domain_classifier',
  definition: 'domain_classifier/1',
  largerMeansMoreDrift: true,
  async compute(pair, { kernels, seed }) {
    const { featureOf, names } = pair;
    const terms = classifierTerms(pair.reference.width).length;
    const most = Math.max(FOLDS * FOLD_ROWS, Math.floor(TERM_VALUES / terms / 2));
    const reference = firstRows(pair.reference, most);
    const current = firstRows(pair.current, most);
    const [n, m] = [reference.rows, current.rows];
    if (Math.min(n, m) < FOLDS * FOLD_ROWS) return { reason: 'too_few_rows' };
    const job = { reference, current, featureOf, features: names.length, folds: FOLDS, seed };
    const folds = await Promise.all(
      Array.from({ length: FOLDS }, (_, fold) => kernels.classifierFold({ ...job, fold })),
    );
    const value = folds.reduce((sum, { area }) => sum + area / FOLDS, 0);
    const standardError = Math.sqrt((n + m + 1) / (12 * n * m));
    const falls = new Float64Array(names.length);
    for (const fold of folds) for (const [feature, fall] of fold.falls.entries()) falls[feature]! += fall;
    return {
      value,
      effect: Math.max(0, 2 * value - 1),
      pValue: normalUpperTail((value - 0.5) / standardError),
      noise95: 2 * Z_ONE_SIDED_95 * standardError,
      nReference: n,
      nCurrent: m,
      cut: n < pair.reference.rows || m < pair.current.rows,
      details: { folds: FOLDS, terms },
      contributions: contributionsOf(names, falls),
    };
  },
};
