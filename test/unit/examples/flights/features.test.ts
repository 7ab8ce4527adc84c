import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  computeInputs,
  DELAY_FEATURES,
  FEATURE_NAMES,
  featuresOf,
  sampled,
  selectDepartures,
} from '../../../../examples/flights/features.ts';
import { buildFlightLog, type FlightLog } from '../../../../examples/flights/flight-log.ts';
import { randomFlights, smallFlights } from './small-flights.ts';

const HOUR_MS = 3_600_000;

/** The definition, read off for one flight by looking at every other one. */
function lateShareByHand(log: FlightLog, i: number, belongs: (j: number) => boolean): number {
  let flights = 0;
  let late = 0;
  for (let j = 0; j < log.count; j++) {
    const known = log.landing[j]! <= log.departure[i]! && log.landing[j]! > log.departure[i]! - 3 * HOUR_MS;
    if (!known || !belongs(j)) continue;
    flights++;
    if (log.delay[j]! > 15) late++;
  }
  return flights === 0 ? Number.NaN : Math.fround(Math.round((late / flights) * 1e4) / 1e4);
}

test('features: the one pass agrees with the definition, flight by flight', () => {
  const log = buildFlightLog(randomFlights(1500, 2, 7, ({ draw }) => draw < 0.3));
  const inputs = computeInputs(log);
  for (let i = 0; i < log.count; i++) {
    const [from, to] = [log.origin[i]!, log.destination[i]!];
    const expected = [
      lateShareByHand(log, i, (j) => log.origin[j] === from),
      lateShareByHand(log, i, (j) => log.destination[j] === from),
      lateShareByHand(log, i, (j) => log.destination[j] === to),
    ];
    assert.deepEqual(
      DELAY_FEATURES.slice(0, 3).map((name) => inputs[name][i]),
      expected,
    );
  }
});

test('features: what a flight reads does not change when the delays of flights still in the air change', () => {
  const raw = randomFlights(1500, 2, 11, ({ draw }) => draw < 0.3);
  const log = buildFlightLog(raw);
  const cut = Math.floor(log.count / 2);
  const now = log.departure[cut]!;
  const delay = raw.delay.slice();
  for (let i = 0; i < log.count; i++) if (log.landing[i]! > now) delay[log.row[i]!] = 500;
  const before = computeInputs(log);
  const after = computeInputs(buildFlightLog({ ...raw, delay }));
  for (const name of FEATURE_NAMES) {
    assert.deepEqual([...after[name].slice(0, cut + 1)], [...before[name].slice(0, cut + 1)], name);
  }
});

test('features: a route remembers a day of clipped delays; what nothing is known of is null', () => {
  const flights = [
    { at: '2001-01-10T08:00Z', from: 'JFK', to: 'ORD', delay: 400, miles: 400 },
    { at: '2001-01-10T09:00Z', from: 'JFK', to: 'ORD', delay: -40, miles: 400 },
    { at: '2001-01-10T18:00Z', from: 'JFK', to: 'ORD', delay: 0, miles: 400 },
    { at: '2001-01-12T18:00Z', from: 'JFK', to: 'ORD', delay: 0, miles: 400 },
  ];
  const departures = selectDepartures(buildFlightLog(smallFlights(flights)), 1);
  const means = flights.map((_, i) => featuresOf(departures, i).route_mean_delay);
  assert.deepEqual(means, [null, null, 75, null]);
  assert.deepEqual(featuresOf(departures, 0), {
    origin: 'JFK',
    destination: 'ORD',
    distance: 400,
    hour: 8,
    day_of_week: 'wed',
    origin_departures_late_share: null,
    origin_arrivals_late_share: null,
    destination_arrivals_late_share: null,
    route_mean_delay: null,
  });
  assert.deepEqual([...departures.late], [1, 0, 0, 0]);
});

test('features: the sample is a tenth, the same on every run, and keeps the inputs computed from all', () => {
  const kept = Array.from({ length: 100_000 }, (_, row) => row).filter((row) => sampled(row, 0.1));
  assert.ok(Math.abs(kept.length - 10_000) < 300, String(kept.length));
  const log = buildFlightLog(randomFlights(2000, 2, 3, ({ draw }) => draw < 0.3));
  const all = selectDepartures(log, 1);
  const tenth = selectDepartures(log, 0.1);
  const position = new Map([...all.row].map((row, i) => [row, i]));
  assert.ok(tenth.count > 100);
  for (let i = 0; i < tenth.count; i++)
    assert.deepEqual(featuresOf(tenth, i), featuresOf(all, position.get(tenth.row[i]!)!));
});
