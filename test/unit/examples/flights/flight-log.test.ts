import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildFlightLog, knownMinutes, orderByMinute } from '../../../../examples/flights/flight-log.ts';
import { instantReader, zoneOf } from '../../../../examples/flights/time-zones.ts';
import { smallFlights } from './small-flights.ts';

const iso = (instant: number): string => new Date(instant).toISOString();

test('time zones: wall-clock times become true instants, with summer time where it was kept in 2001', () => {
  const cases: [string, string, string][] = [
    ['JFK', '2001-01-15T08:00Z', '2001-01-15T13:00:00.000Z'],
    ['JFK', '2001-06-15T08:00Z', '2001-06-15T12:00:00.000Z'],
    ['LAX', '2001-01-15T08:00Z', '2001-01-15T16:00:00.000Z'],
    ['ORD', '2001-04-01T01:59Z', '2001-04-01T07:59:00.000Z'],
    ['ORD', '2001-04-01T03:00Z', '2001-04-01T08:00:00.000Z'],
    ['PHX', '2001-06-15T08:00Z', '2001-06-15T15:00:00.000Z'],
    ['IND', '2001-06-15T08:00Z', '2001-06-15T13:00:00.000Z'],
    ['SJU', '2001-06-15T08:00Z', '2001-06-15T12:00:00.000Z'],
    ['HNL', '2001-06-15T08:00Z', '2001-06-15T18:00:00.000Z'],
    ['ANC', '2001-06-15T08:00Z', '2001-06-15T16:00:00.000Z'],
  ];
  for (const [airport, local, instant] of cases)
    assert.equal(iso(instantReader(zoneOf(airport))(Date.parse(local))), instant, airport);
});

test('flight log: flights are ordered by true departure, across time zones', () => {
  const log = buildFlightLog(
    smallFlights([
      { at: '2001-01-15T08:00Z', from: 'LAX', to: 'JFK', delay: 0 },
      { at: '2001-01-15T09:00Z', from: 'JFK', to: 'LAX', delay: 0 },
    ]),
  );
  assert.deepEqual([...log.row], [1, 0]);
  assert.deepEqual([...log.departure].map(iso), ['2001-01-15T14:00:00.000Z', '2001-01-15T16:00:00.000Z']);
  assert.equal(log.airports[log.origin[0]!], 'JFK');
});

test('flight log: a delay is known after the flight time, a late one later, an early one not sooner', () => {
  assert.equal(knownMinutes(800, 0), 130);
  assert.equal(knownMinutes(800, 45), 175);
  assert.equal(knownMinutes(800, -20), 130);
});

test('flight log: the order of equal minutes is the order of the rows', () => {
  const minutes = [5, 1, 5, 0, 1].map((minute) => minute * 60_000);
  assert.deepEqual([...orderByMinute(Float64Array.from(minutes))], [3, 1, 4, 0, 2]);
  assert.deepEqual([...orderByMinute(new Float64Array(0))], []);
});
