import type { NumericReference } from '../../../domain/index.ts';
import type { Grid } from '../../profiles/grid.ts';
import type { NumericProfile } from '../../profiles/profile.ts';
import type { UnmeasuredReason } from '../../statistics/measured.ts';
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

type Certified = CertifiedDistance | { readonly reason: UnmeasuredReason };

/** certifiedKs is the interval of the KS distance; both sides have usable values. */
export function certifiedKs(reference: NumericReference, grid: Grid, profile: NumericProfile): Certified {
  return certify('ks', reference, profile, supremumOf(reference, grid, profile), { low: 0, high: 0 });
}

/** certifiedWasserstein is the interval of W1 in standard deviations of the reference; both sides have usable values. */
export function certifiedWasserstein(
  reference: NumericReference,
  grid: Grid,
  profile: NumericProfile,
): Certified {
  const area = wassersteinInterval(reference.sorted, grid, profile);
  return certify('wasserstein', reference, profile, supremumOf(reference, grid, profile), area);
}

function supremumOf({ sorted }: NumericReference, { edges }: Grid, { counts }: NumericProfile) {
  return ksInterval(sorted, edges, counts);
}

/** Both ends go through the statistic itself, so that units and degenerate cases are its own. */
function certify(
  id: 'ks' | 'wasserstein',
  reference: NumericReference,
  profile: NumericProfile,
  supremum: { readonly low: number; readonly high: number },
  area: { readonly low: number; readonly high: number },
): Certified {
  const { sorted } = reference;
  const nCurrent = profile.counts.reduce((sum, count) => sum + count, 0);
  const pairAt = (end: 'low' | 'high'): OrderedPair => ({
    supremum: supremum[end],
    area: area[end],
    pValue: smirnovTail(supremum[end], sorted.length, nCurrent),
    nReference: sorted.length,
    nCurrent,
    referenceDeviation: reference.standardDeviation,
    referenceRange: sorted.at(-1)! - sorted[0]!,
  });
  const statistic = STATISTICS[id];
  if (statistic.needs !== 'sorted') return { reason: 'not_applicable' };
  const low = statistic.compute(pairAt('low'));
  const high = statistic.compute(pairAt('high'));
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
    sampling: id === 'ks' && reference.sampled ? samplingBound(sorted.length) : 0,
    details: id === 'wasserstein' ? { raw: (area.low + area.high) / 2 } : {},
  };
}

/** samplingBound is the 99 % Dvoretzky-Kiefer-Wolfowitz band of a sampled reference. */
function samplingBound(rows: number): number {
  return Math.sqrt(Math.log(2 / 0.01) / (2 * rows));
}
