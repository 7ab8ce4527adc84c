import type { RawFlights } from '../../../../examples/flights/dataset.ts';

/** SmallFlight is one flight of a made-up log. */
export interface SmallFlight {
  /** Local time as if it were UTC, such as 2001-01-05T08:00Z. */
  readonly at: string | number;
  readonly from: string;
  readonly to: string;
  readonly delay: number;
  readonly miles?: number;
}

/** smallFlights builds the columns of the given flights. */
export function smallFlights(flights: readonly SmallFlight[]): RawFlights {
  const airports = [...new Set(flights.flatMap(({ from, to }) => [from, to]))];
  return {
    count: flights.length,
    localDeparture: Float64Array.from(flights, ({ at }) => (typeof at === 'number' ? at : Date.parse(at))),
    delay: Int16Array.from(flights, ({ delay }) => delay),
    distance: Uint16Array.from(flights, ({ miles = 400 }) => miles),
    origin: Uint16Array.from(flights, ({ from }) => airports.indexOf(from)),
    destination: Uint16Array.from(flights, ({ to }) => airports.indexOf(to)),
    airports,
  };
}

/** randomFrom is a small seeded generator of numbers in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** randomFlights builds flights among a few airports over some days; `late` decides each delay. */
export function randomFlights(
  count: number,
  days: number,
  seed: number,
  late: (flight: { from: string; day: number; draw: number }) => boolean,
): RawFlights {
  const random = randomFrom(seed);
  const airports = ['JFK', 'ORD', 'DEN', 'LAX', 'PHX'];
  const start = Date.UTC(2001, 0, 8);
  return smallFlights(
    Array.from({ length: count }, () => {
      const minute = Math.floor(random() * days * 1440);
      const from = airports[Math.floor(random() * airports.length)]!;
      const to = airports[Math.floor(random() * airports.length)]!;
      const day = Math.floor(minute / 1440);
      const delay = late({ from, day, draw: random() }) ? 20 + Math.floor(random() * 60) : -5;
      return { at: start + minute * 60_000, from, to, delay, miles: 200 + Math.floor(random() * 2000) };
    }),
  );
}
