import { type FlightLog, LATE_MINUTES, orderByMinute } from './flight-log.ts';
import { rollingDelays } from './rolling-delays.ts';

/** FEATURE_NAMES are the model's inputs; all are known when the aircraft leaves the gate. */
export const FEATURE_NAMES = [
  'origin',
  'destination',
  'distance',
  'hour',
  'day_of_week',
  'origin_departures_late_share',
  'origin_arrivals_late_share',
  'destination_arrivals_late_share',
  'route_mean_delay',
] as const;

/** FeatureName is one of FEATURE_NAMES. */
export type FeatureName = (typeof FEATURE_NAMES)[number];

/** DELAY_FEATURES are the inputs that follow what happened in the last hours. */
export const DELAY_FEATURES: readonly FeatureName[] = FEATURE_NAMES.slice(5);

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Departures is flights with the model's inputs and, once landed, the outcome; ordered by departure. */
export interface Departures {
  readonly count: number;
  /** Position in the file; it names the flight. */
  readonly row: Uint32Array;
  /** Epoch milliseconds. */
  readonly departure: Float64Array;
  /** Instant from which `late` is known, epoch milliseconds. */
  readonly landing: Float64Array;
  /** 1 when the flight arrived more than 15 minutes late. */
  readonly late: Uint8Array;
  /** Numbers; codes for the categories; NaN where nothing is known. */
  readonly inputs: Readonly<Record<FeatureName, Float32Array>>;
  readonly airports: readonly string[];
}

/** computeInputs gives every flight of the log its inputs, in order of departure. */
export function computeInputs(log: FlightLog): Readonly<Record<FeatureName, Float32Array>> {
  const landings = orderByMinute(log.landing);
  const airports = log.airports.length;
  const { origin, destination } = log;
  const route = (i: number): number => origin[i]! * airports + destination[i]!;
  const lateShare = (keyOfLanded: (i: number) => number, keyOfDeparting: (i: number) => number) =>
    rollingDelays(log, landings, {
      spanMs: 3 * HOUR_MS,
      keys: airports,
      keyOfLanded,
      keyOfDeparting,
      value: 'late_share',
    });
  return {
    origin: Float32Array.from(origin),
    destination: Float32Array.from(destination),
    distance: Float32Array.from(log.distance),
    hour: Float32Array.from(log.localDeparture, (at) => Math.floor(at / HOUR_MS) % 24),
    // 1 January 1970 was a Thursday.
    day_of_week: Float32Array.from(log.localDeparture, (at) => (Math.floor(at / DAY_MS) + 3) % 7),
    origin_departures_late_share: lateShare(
      (i) => origin[i]!,
      (i) => origin[i]!,
    ),
    origin_arrivals_late_share: lateShare(
      (i) => destination[i]!,
      (i) => origin[i]!,
    ),
    destination_arrivals_late_share: lateShare(
      (i) => destination[i]!,
      (i) => destination[i]!,
    ),
    route_mean_delay: rollingDelays(log, landings, {
      spanMs: DAY_MS,
      keys: airports * airports,
      keyOfLanded: route,
      keyOfDeparting: route,
      value: 'mean_delay',
    }),
  };
}

/** sampled says whether a flight belongs to the share of flights that a hash of its row selects. */
export function sampled(row: number, share: number): boolean {
  // The finaliser of MurmurHash3 spreads neighbouring rows over 32 bits.
  let hash = row >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0 < share * 2 ** 32;
}

/** selectDepartures keeps a share of the flights, with inputs that were computed from all of them. */
export function selectDepartures(log: FlightLog, share: number): Departures {
  const inputs = computeInputs(log);
  const kept: number[] = [];
  for (let i = 0; i < log.count; i++) if (sampled(log.row[i]!, share)) kept.push(i);
  const pick = (name: FeatureName): Float32Array => Float32Array.from(kept, (i) => inputs[name][i]!);
  return {
    count: kept.length,
    row: Uint32Array.from(kept, (i) => log.row[i]!),
    departure: Float64Array.from(kept, (i) => log.departure[i]!),
    landing: Float64Array.from(kept, (i) => log.landing[i]!),
    late: Uint8Array.from(kept, (i) => (log.delay[i]! > LATE_MINUTES ? 1 : 0)),
    inputs: Object.fromEntries(FEATURE_NAMES.map((name) => [name, pick(name)])) as Record<
      FeatureName,
      Float32Array
    >,
    airports: log.airports,
  };
}

/** featuresOf prints one flight's inputs as they are logged: names for codes, null for unknown. */
export function featuresOf(
  departures: Departures,
  index: number,
): Record<FeatureName, number | string | null> {
  const { inputs, airports } = departures;
  const known = (name: FeatureName, scale: number): number | null => {
    const value = inputs[name][index]!;
    return Number.isNaN(value) ? null : Math.round(value * scale) / scale;
  };
  return {
    origin: airports[inputs.origin[index]!]!,
    destination: airports[inputs.destination[index]!]!,
    distance: inputs.distance[index]!,
    hour: inputs.hour[index]!,
    day_of_week: WEEKDAYS[inputs.day_of_week[index]!]!,
    origin_departures_late_share: known('origin_departures_late_share', 1e4),
    origin_arrivals_late_share: known('origin_arrivals_late_share', 1e4),
    destination_arrivals_late_share: known('destination_arrivals_late_share', 1e4),
    route_mean_delay: known('route_mean_delay', 10),
  };
}
