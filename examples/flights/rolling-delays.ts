import { type FlightLog, LATE_MINUTES } from './flight-log.ts';

/** RollingDelays describes one summary of recent delays: which flights count for which departure. */
export interface RollingDelays {
  /** How far back known delays count, in milliseconds. */
  readonly spanMs: number;
  readonly keys: number;
  /** The key under which a landed flight is counted. */
  readonly keyOfLanded: (flight: number) => number;
  /** The key that a departing flight asks for. */
  readonly keyOfDeparting: (flight: number) => number;
  readonly value: 'late_share' | 'mean_delay';
}

// One extreme flight shall not decide a route's mean, minutes.
const MIN_DELAY = -30;
const MAX_DELAY = 180;

/**
 * rollingDelays gives each departing flight the late share, or the mean delay in minutes (each delay clipped to
 * -30 … 180), over the flights of its key whose delay became known in (departure − span, departure]; NaN without
 * any. One pass: flights enter at their landing and leave one span later.
 */
export function rollingDelays(log: FlightLog, landingOrder: Uint32Array, rule: RollingDelays): Float32Array {
  const { spanMs, keyOfLanded, keyOfDeparting } = rule;
  const share = rule.value === 'late_share';
  const flights = new Uint32Array(rule.keys);
  const sums = new Float64Array(rule.keys);
  const worth = (flight: number): number => {
    const delay = log.delay[flight]!;
    if (share) return delay > LATE_MINUTES ? 1 : 0;
    return Math.max(MIN_DELAY, Math.min(MAX_DELAY, delay));
  };
  const values = new Float32Array(log.count);
  let entered = 0;
  let left = 0;
  for (let i = 0; i < log.count; i++) {
    const now = log.departure[i]!;
    for (; entered < log.count && log.landing[landingOrder[entered]!]! <= now; entered++) {
      const landed = landingOrder[entered]!;
      const key = keyOfLanded(landed);
      flights[key]!++;
      sums[key]! += worth(landed);
    }
    for (; left < entered && log.landing[landingOrder[left]!]! <= now - spanMs; left++) {
      const landed = landingOrder[left]!;
      const key = keyOfLanded(landed);
      flights[key]!--;
      sums[key]! -= worth(landed);
    }
    const key = keyOfDeparting(i);
    const mean = sums[key]! / flights[key]!;
    // Rounded as it is logged: the model reads exactly what the service stores.
    values[i] = share ? Math.round(mean * 1e4) / 1e4 : Math.round(mean * 10) / 10;
  }
  return values;
}
