import type { NumericReference } from '../../../domain/index.ts';
import type { Grid } from '../../profiles/grid.ts';
import type { NumericProfile } from '../../profiles/profile.ts';
import type { UnmeasuredReason } from '../../statistics/measured.ts';
import { once } from '../../statistics/once.ts';
import type { OrderedPair } from '../../statistics/statistic.ts';
import { STATISTICS } from '../../statistics/statistics.ts';
import { smirnovTail } from '../../statistics/two-sample-smirnov.ts';
import { ksInterval } from './ks-interval.ts';
import { wassersteinInterval } from './wasserstein-interval.ts';

/** CertifiedDistance is a statistic that lies in [low, high] for certain. */
export interface CertifiedDistance {
  readonly low: number;
  readonly high: number;
  /** The p-value at the end where there is the least evidence, and at the other end. */
  readonly pValue: number;
  readonly pValueLow: number;
  readonly noise95: number;
  /** How far a sampled reference may be off besides, at 99 %. */
  readonly sampling: number;
  readonly details: Readonly<Record<string, number>>;
}

export type Certified = CertifiedDistance | { readonly reason: UnmeasuredReason };

/** certifiedDistances encloses ks, and wasserstein in standard deviations of the reference; both sides have usable values. */
export function certifiedDistances(
  reference: NumericReference,
  grid: Grid,
  profile: NumericProfile,
): (id: 'ks' | 'wasserstein') => Certified {
  const { sorted } = reference;
  const nCurrent = profile.counts.reduce((sum, count) => sum + count, 0);
  // Both statistics go by the same p-values.
  const ends = once(() => {
    const { low, high } = ksInterval(sorted, grid.edges, profile.counts);
    const end = (supremum: number) => ({
      supremum,
      pValue: smirnovTail(supremum, sorted.length, nCurrent),
      nReference: sorted.length,
      nCurrent,
      referenceDeviation: reference.standardDeviation,
      referenceRange: sorted.at(-1)! - sorted[0]!,
    });
    return { low: end(low), high: end(high) };
  });
  return (id) => {
    const area = id === 'wasserstein' ? wassersteinInterval(sorted, grid, profile) : { low: 0, high: 0 };
    const { low, high } = ends();
    const sampling = id === 'ks' && reference.sampled ? samplingBound(sorted.length) : 0;
    return certify(id, { ...low, area: area.low }, { ...high, area: area.high }, sampling);
  };
}

/** Both ends go through the statistic itself, so that units and degenerate cases are its own. */
function certify(
  id: 'ks' | 'wasserstein',
  least: OrderedPair,
  most: OrderedPair,
  sampling: number,
): Certified {
  const statistic = STATISTICS[id];
  if (statistic.needs !== 'sorted') return { reason: 'not_applicable' };
  const low = statistic.compute(least);
  const high = statistic.compute(most);
  if ('reason' in high) return high;
  if ('reason' in low) return low;
  if (![low.value, high.value, low.pValue, high.pValue, high.noise95].every(Number.isFinite)) {
    return { reason: 'not_finite' };
  }
  return {
    low: low.value,
    high: high.value,
    pValue: low.pValue,
    pValueLow: high.pValue,
    noise95: high.noise95,
    sampling,
    details: id === 'wasserstein' ? { raw: (least.area + most.area) / 2 } : {},
  };
}

/** samplingBound is the 99 % Dvoretzky-Kiefer-Wolfowitz band of a sampled reference. */
function samplingBound(rows: number): number {
  return Math.sqrt(Math.log(2 / 0.01) / (2 * rows));
}
