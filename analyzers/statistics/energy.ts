import { bridgeAreaLaw } from './bridge-area-law.ts';
import { bridgeKnots } from './bridge-knots.ts';
import type { SquaredStatistic } from './statistic.ts';

const RANGE_FLOOR = 1e-12;

/**
 * energy is the energy distance √(2 ∫ (F − G)² dx) (Székely and Rizzo 2013, in one dimension) with the values in
 * population standard deviations of the reference (at least 1e-12 of its range); the raw distance, in the root of the
 * unit, is in the details and is that of scipy.stats.energy_distance.
 *
 * Equal constants give 0; a constant reference against anything else has no unit and so no value. Its law depends on the
 * distribution, hence it is taken at the pooled one: nm/(n + m)·∫ (F − G)² dx is the area below a squared Brownian
 * bridge, whose tail follows from a saddle point (see bridgeAreaLaw). Unlike ks it sees few rows that are far away.
 */
export const energy: SquaredStatistic = {
  id: 'energy',
  definition: 'energy/1',
  featureKinds: ['numeric'],
  largerMeansMoreDrift: true,
  about: 'distribution',
  needs: 'squares',
  compute(pair) {
    const { squareArea, nReference, nCurrent, referenceDeviation, referenceRange } = pair;
    const unit = Math.max(referenceDeviation, RANGE_FLOOR * referenceRange);
    if (unit === 0 && squareArea > 0) return { reason: 'constant_reference' };
    if (!Number.isFinite(squareArea + unit)) return { reason: 'not_finite' };
    const knots = bridgeKnots(pair.sortedReference, pair.sortedCurrent);
    const law = bridgeAreaLaw(knots);
    if (law === null) return { value: 0, effect: 0, pValue: 1, noise95: 0, details: { raw: 0 } };
    const rows = nReference + nCurrent;
    // Relabelling rows without replacement gives the area (n + m)/(n + m − 1) times the variance of the bridge.
    const scale = ((nReference / rows) * nCurrent * (rows - 1)) / rows;
    const value = Math.sqrt((2 * squareArea) / unit);
    return {
      value,
      effect: value,
      pValue: law.tail((squareArea / knots.range) * scale),
      noise95: Math.sqrt((2 * law.point95 * knots.range) / scale / unit),
      details: { raw: Math.sqrt(2 * squareArea) },
    };
  },
};
