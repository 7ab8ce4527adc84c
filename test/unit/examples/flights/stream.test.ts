import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoFailure } from '../../../../examples/flights/demo-failure.ts';
import { type Departures, selectDepartures } from '../../../../examples/flights/features.ts';
import { buildFlightLog } from '../../../../examples/flights/flight-log.ts';
import { createLogClient } from '../../../../examples/flights/log-client.ts';
import { rowsKnown, trainModel } from '../../../../examples/flights/model.ts';
import { createStream } from '../../../../examples/flights/stream.ts';
import { createReleases, type Releases } from '../../../../examples/flights/versions.ts';
import { startIngestServer } from '../../sdk/ingest-server.ts';
import { randomFlights } from './small-flights.ts';

function learnt(): { departures: Departures; releases: Releases } {
  const departures = selectDepartures(
    buildFlightLog(randomFlights(3000, 10, 21, ({ from, draw }) => draw < (from === 'ORD' ? 0.5 : 0.1))),
    1,
  );
  const half = departures.departure[1500]!;
  const trained = trainModel(departures, rowsKnown(departures, 0, half, half));
  return { departures, releases: createReleases({ version: 'v1', trained, from: 0 }) };
}

test('stream: every flight is sent once before its instant, and its label not before it landed', async (t) => {
  const server = await startIngestServer();
  t.after(() => server.close());
  const { departures, releases } = learnt();
  const client = createLogClient(server.url);
  const stream = createStream(departures, releases, client, () => {});
  const middle = departures.departure[1000]!;
  await stream.sendUntil(middle);
  const records = (): Record<string, unknown>[] => server.requests.flatMap((request) => [...request.records]);
  for (const { timestamp } of records()) assert.ok(Number(timestamp) < middle);
  assert.equal(stream.predictions, departures.departure.filter((at) => at < middle).length);
  assert.equal(stream.labels, departures.landing.filter((at) => at < middle).length);

  await stream.sendUntil(Number.POSITIVE_INFINITY);
  await client.close();
  const predictions = records().filter((record) => 'features' in record);
  const labels = records().filter((record) => 'label' in record);
  const ids = (of: Record<string, unknown>[]): unknown[] => of.map(({ prediction_id: id }) => id).sort();
  assert.equal(new Set(ids(predictions)).size, departures.count);
  assert.deepEqual(ids(labels), ids(predictions));
  const departed = new Map(predictions.map((record) => [record.prediction_id, Number(record.timestamp)]));
  for (const { prediction_id: id, timestamp } of labels) assert.ok(Number(timestamp) > departed.get(id)!);
  const times = predictions.map(({ timestamp }) => Number(timestamp));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('stream: a version predicts from its release on, out of fold where it was trained', () => {
  const { departures, releases } = learnt();
  const [first] = releases.all;
  const from = departures.departure[2000]!;
  const trained = trainModel(departures, rowsKnown(departures, 0, from, from));
  releases.add({ version: 'v2', trained, from });
  const early = first!.trained.rows[10]!;
  assert.deepEqual(
    [releases.predictLive(departures, early).score, releases.predictLive(departures, early).version],
    [first!.trained.outOfFold[10], 'v1'],
  );
  assert.equal(releases.predictLive(departures, 1999).version, 'v1');
  assert.equal(releases.predictLive(departures, 2500).version, 'v2');
});

test('stream: records that the service refuses end the demo with their number', async (t) => {
  const server = await startIngestServer(({ records }) => ({
    status: 202,
    body: {
      accepted: records.length - 1,
      rejected: [{ index: 0, code: 'wrong_type', path: '/score', message: 'no' }],
    },
  }));
  t.after(() => server.close());
  const { departures, releases } = learnt();
  const client = createLogClient(server.url);
  const stream = createStream(departures, releases, client, () => {});
  await assert.rejects(stream.sendUntil(departures.departure[10]!), (error) => {
    return (
      error instanceof DemoFailure && /refused flight-\d+ \(wrong_type \/score\): no/.test(error.message)
    );
  });
  await client.close();
});
