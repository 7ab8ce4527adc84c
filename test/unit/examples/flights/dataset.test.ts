import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flightsFile, readFlights } from '../../../../examples/flights/dataset.ts';
import { zoneOf } from '../../../../examples/flights/time-zones.ts';

test('dataset: the installed file holds three million flights of the first half of 2001', async () => {
  const progress: number[] = [];
  const flights = await readFlights(flightsFile(), (done, total) => progress.push(done / total));
  assert.equal(flights.count, 3_000_000);
  assert.equal(flights.airports.length, 229);
  assert.equal(new Date(flights.localDeparture[0]!).toISOString(), '2001-01-01T00:01:00.000Z');
  assert.deepEqual(
    [
      flights.delay[0],
      flights.distance[0],
      flights.airports[flights.origin[0]!],
      flights.airports[flights.destination[0]!],
    ],
    [33, 2176, 'LAS', 'PHL'],
  );
  const late = flights.delay.reduce((sum, delay) => sum + (delay > 15 ? 1 : 0), 0);
  assert.equal((late / flights.count).toFixed(3), '0.200');
  assert.equal(progress.at(-1), 1);
  assert.deepEqual(
    progress,
    progress.toSorted((a, b) => a - b),
  );
  assert.equal(
    flights.airports.filter((airport) => zoneOf(airport) !== 'America/New_York').length > 100,
    true,
  );
});
