import type { MultivariateStatisticId } from '../../domain/index.ts';
import { domainClassifier } from './domain-classifier.ts';
import { mmd } from './mmd.ts';
import { pcaReconstruction } from './pca-reconstruction.ts';
import type { MultivariateStatistic } from './statistic.ts';

/** MULTIVARIATE_STATISTICS holds every statistic of whole rows by its id; a new one is a file beside these and a line here. */
export const MULTIVARIATE_STATISTICS: Readonly<Record<MultivariateStatisticId, MultivariateStatistic>> =
  Object.freeze({
    mmd,
    domain_classifier: domainClassifier,
    pca_reconstruction: pcaReconstruction,
  });
