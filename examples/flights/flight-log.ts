import type { RawFlights } from './dataset.ts';
import { instantReader, zoneOf } from './time-zones.ts';

/** FlightLog is every flight in order of departure, with the instants at which things were known. */
export interface FlightLog extends RawFlights {
  /** Position in the file; it names the flight. */
  readonly row: Uint32Array;
  /** True instant of the departure, epoch milliseconds. */
  readonly departure: Float64Array;
  /** Instant from which the delay counts as known, epoch milliseconds. */
  readonly landing: Float64Array;
}

const MINUTE_MS = 60_000;
const GROUND_MINUTES = 30;
const MILES_PER_MINUTE = 8;

/** LATE_MINUTES is the delay above which a flight is late. */
export const LATE_MINUTES = 15;

/**
 * knownMinutes after its departure a flight's delay counts as known. The file holds no arrival time. `date` is the
 * actual departure, so distance gives the flight time, and a positive delay is added in full although part of it
 * passed before departure: nothing is used before it could be known.
 */
export function knownMinutes(distance: number, delay: number): number {
  return GROUND_MINUTES + Math.ceil(distance / MILES_PER_MINUTE) + Math.max(0, delay);
}

/** buildFlightLog gives each flight its true instants (the file has local times) and sorts by departure. */
export function buildFlightLog(raw: RawFlights): FlightLog {
  const readers = new Map<string, (local: number) => number>();
  const readerOf = raw.airports.map((airport) => {
    const zone = zoneOf(airport);
    const reader = readers.get(zone) ?? instantReader(zone);
    readers.set(zone, reader);
    return reader;
  });
  const instants = raw.localDeparture.map((local, i) => readerOf[raw.origin[i]!]!(local));
  const row = orderByMinute(instants);
  const departure = pick(instants, row);
  const delay = pick(raw.delay, row);
  const distance = pick(raw.distance, row);
  return {
    count: raw.count,
    row,
    departure,
    localDeparture: pick(raw.localDeparture, row),
    landing: departure.map((at, i) => at + knownMinutes(distance[i]!, delay[i]!) * MINUTE_MS),
    delay,
    distance,
    origin: pick(raw.origin, row),
    destination: pick(raw.destination, row),
    airports: raw.airports,
  };
}

/** orderByMinute gives the indexes that sort whole-minute instants; equal instants keep their order. */
export function orderByMinute(instants: Float64Array): Uint32Array<ArrayBuffer> {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const instant of instants) {
    first = Math.min(first, instant);
    last = Math.max(last, instant);
  }
  const minuteOf = (i: number): number => Math.floor((instants[i]! - first) / MINUTE_MS);
  const starts = new Uint32Array(instants.length === 0 ? 2 : Math.floor((last - first) / MINUTE_MS) + 2);
  for (let i = 0; i < instants.length; i++) starts[minuteOf(i) + 1]!++;
  for (let m = 1; m < starts.length; m++) starts[m]! += starts[m - 1]!;
  const order = new Uint32Array(instants.length);
  for (let i = 0; i < instants.length; i++) order[starts[minuteOf(i)]!++] = i;
  return order;
}

function pick<T extends Float64Array | Int16Array | Uint16Array>(column: T, order: Uint32Array): T {
  const picked = column.slice() as T;
  for (let i = 0; i < order.length; i++) picked[i] = column[order[i]!]!;
  return picked;
}
