import type { Work } from '../../analyzers/index.ts';

const FIVE = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'] as const;

/** EXAMPLES are evaluations of common sizes, for which the choice of an engine is shown. */
export const EXAMPLES: readonly { readonly title: string; readonly work: Work }[] = [
  {
    title: 'psi and ks, 10 features, 10,000 rows',
    work: {
      kind: 'univariate',
      statistics: ['psi', 'ks'],
      features: 10,
      rows: 10_000,
      referenceRows: 10_000,
      profileBuckets: null,
    },
  },
  {
    title: 'five statistics, 50 features, 500,000 rows',
    work: {
      kind: 'univariate',
      statistics: FIVE,
      features: 50,
      rows: 500_000,
      referenceRows: 500_000,
      profileBuckets: null,
    },
  },
  {
    title: 'psi, 50 features, 7 days of hourly profiles',
    work: {
      kind: 'univariate',
      statistics: ['psi'],
      features: 50,
      rows: 5_000_000,
      referenceRows: 1_000_000,
      profileBuckets: 168,
    },
  },
  {
    title: 'null law of ks, 50 features, 2 × 10,000 rows, 2,000 permutations',
    work: { kind: 'null_law', features: 50, rows: 20_000, resamples: 2000 },
  },
  {
    title: 'mmd, 2 × 5,000 rows, 20 columns, 500 permutations',
    work: { kind: 'pairwise', rows: 10_000, width: 20, permutations: 500 },
  },
  {
    title: 'mmd, 2 × 20,000 rows, 50 columns, 500 permutations',
    work: { kind: 'pairwise', rows: 40_000, width: 50, permutations: 500 },
  },
  {
    title: 'domain classifier, 2 × 20,000 rows, 50 columns, 5 folds',
    work: { kind: 'classifier', rows: 40_000, width: 50, folds: 5 },
  },
];
