import { normalTwoSidedTail, Z_95 } from '../statistics/normal-law.ts';
import { contributionsOf } from './contributions.ts';
import type { MultivariateStatistic } from './statistic.ts';

/** SHARE of the variance that the components explain. */
const SHARE = 0.65;
const FEWEST_REFERENCE_ROWS = 6;
const FEWEST_CURRENT_ROWS = 2;
/** Residual norms that vary by less than this, in standard deviations of a feature, vary by rounding. */
const LEAST_SPREAD = 1e-6;

/**
 * pcaReconstruction is the mean residual norm of the window's rows under the principal components of the reference: as
 * many as explain 65 % of the variance of the standardised columns, and at least one fewer than there are columns.
 *
 * The components are fitted on one half of the reference and the window is compared with the other half, because rows are
 * reconstructed better by components that they have fitted. The effect is the difference of the two means in standard
 * deviations of the reference's norms, without sign: a stronger correlation lowers the norm, and is drift as well. The
 * p-value is that of Welch's test with the normal law. Contributions are by how much the mean squared residual of a
 * feature grew, or fell where the mean norm fell.
 */
export const pcaReconstruction: MultivariateStatistic = {
  id: 'pca_reconstruction',
  definition: 'pca_reconstruction/1',
  largerMeansMoreDrift: true,
  async compute({ reference, current, featureOf, names }, { kernels }) {
    if (reference.width < 2) return { reason: 'one_column' };
    if (reference.rows < FEWEST_REFERENCE_ROWS || current.rows < FEWEST_CURRENT_ROWS) {
      return { reason: 'too_few_rows' };
    }
    const features = names.length;
    const result = await kernels.reconstruction({ reference, current, featureOf, features, share: SHARE });
    const before = result.reference;
    const after = result.current;
    const change = after.mean - before.mean;
    const spread = Math.max(Math.sqrt(before.variance), LEAST_SPREAD);
    const standardError = Math.sqrt(before.variance / before.rows + after.variance / after.rows);
    const direction = change < 0 ? -1 : 1;
    const growth = after.byFeature.map(
      (square, feature) => direction * (square - before.byFeature[feature]!),
    );
    return {
      value: after.mean,
      effect: Math.abs(change) / spread,
      pValue: standardError > 0 ? normalTwoSidedTail(change / standardError) : change === 0 ? 1 : 0,
      noise95: Z_95 * Math.sqrt(1 / before.rows + 1 / after.rows),
      nReference: before.rows,
      nCurrent: after.rows,
      cut: false,
      details: {
        reference_mean: before.mean,
        reference_sd: Math.sqrt(before.variance),
        standard_error: standardError,
        components: result.components,
        explained: result.explained,
      },
      contributions: contributionsOf(names, growth),
    };
  },
};
