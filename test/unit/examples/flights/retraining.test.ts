import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aftermathOf } from '../../../../examples/flights/aftermath.ts';
import { DemoFailure } from '../../../../examples/flights/demo-failure.ts';
import { selectDepartures } from '../../../../examples/flights/features.ts';
import { buildFlightLog } from '../../../../examples/flights/flight-log.ts';
import { createLogClient } from '../../../../examples/flights/log-client.ts';
import { rowsKnown, trainModel } from '../../../../examples/flights/model.ts';
import { createRetrainer } from '../../../../examples/flights/retraining.ts';
import { createReleases } from '../../../../examples/flights/versions.ts';
import { type IngestServer, startIngestServer } from '../../sdk/ingest-server.ts';
import { randomFlights } from './small-flights.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2001, 0, 8);

function scene(server: IngestServer) {
  // The late origin changes on day 20: only a refit can learn of it.
  const departures = selectDepartures(
    buildFlightLog(
      randomFlights(
        20_000,
        60,
        33,
        ({ from, day, draw }) => draw < (from === (day < 20 ? 'ORD' : 'DEN') ? 0.6 : 0.1),
      ),
    ),
    1,
  );
  const early = START + 15 * DAY_MS;
  const trained = trainModel(departures, rowsKnown(departures, START, early, early));
  const releases = createReleases({ version: 'v1', trained, from: START });
  const client = createLogClient(server.url);
  const now = START + 50 * DAY_MS;
  const notes: string[] = [];
  const retrainer = createRetrainer({
    departures,
    releases,
    client,
    now: () => now,
    note: (line) => notes.push(line),
  });
  const webhook = (data: object, type = 'retraining.requested') => ({ id: 'run-1', body: { type, data } });
  const data = {
    run_id: 'run-1',
    version: 'v1',
    callback: { url: `${server.url}/callback`, token: 'secret' },
  };
  return { departures, releases, client, retrainer, now, notes, webhook, data };
}

test('retraining: refits on 28 days, logs shadow predictions, reports, and serves from the next Monday', async (t) => {
  const server = await startIngestServer(({ path }) =>
    path === '/callback' ? { status: 200, body: {} } : 'accept',
  );
  t.after(() => server.close());
  const { departures, releases, client, retrainer, now, notes, webhook, data } = scene(server);
  retrainer.receive(webhook(data));
  await retrainer.idle();
  await client.close();

  const reports = server.requests.filter(({ path }) => path === '/callback');
  assert.deepEqual(
    reports.map(({ records }) => records[0]),
    [
      { state: 'started' },
      {
        state: 'succeeded',
        version: 'v2',
        baseline: {
          window: {
            from: new Date(now - 28 * DAY_MS).toISOString(),
            to: new Date(now).toISOString(),
          },
          deployment: 'shadow',
        },
      },
    ],
  );
  for (const { headers } of reports) assert.equal(headers.authorization, 'Bearer secret');

  const shadow = server.requests
    .filter(({ path }) => path !== '/callback')
    .flatMap(({ records }) => [...records]);
  const expected = rowsKnown(departures, now - 28 * DAY_MS, now, now);
  assert.equal(shadow.length, expected.length);
  for (const record of shadow) assert.deepEqual([record.version, record.deployment], ['v2', 'shadow']);
  // The last shadow records are sent before the version is reported.
  assert.equal(server.requests.at(-1)?.path, '/callback');

  const [, release] = releases.all;
  assert.equal(new Date(release!.from).getUTCDay(), 1);
  assert.ok(release!.from >= now && release!.from - now <= 7 * DAY_MS);
  assert.match(notes[0]!, /^retrained: v2 on \d+ flights, serves from 2001-/);
  const [after] = aftermathOf(departures, releases, retrainer.done);
  assert.ok(after!.change < -0.1 && after!.standardError < 0.05, JSON.stringify(after));
  assert.ok(after!.flights > 0);
});

test('retraining: a report that the service refuses fails the run, and the demo is told', async (t) => {
  const server = await startIngestServer(({ path, records }) => {
    if (path !== '/callback') return 'accept';
    return records[0]?.state === 'succeeded' ? { status: 409, body: { code: 'conflict' } } : { status: 200 };
  });
  t.after(() => server.close());
  const { releases, client, retrainer, webhook, data } = scene(server);
  retrainer.receive(webhook(data));
  await assert.rejects(retrainer.idle(), (error) => {
    return error instanceof DemoFailure && /409.*conflict/.test(error.message);
  });
  await client.close();
  const states = server.requests
    .filter(({ path }) => path === '/callback')
    .map(({ records }) => records[0]?.state);
  assert.deepEqual(states, ['started', 'succeeded', 'failed']);
  assert.equal(releases.all.length, 1);
});

test('retraining: a webhook of another form is refused without a report', async (t) => {
  const server = await startIngestServer();
  t.after(() => server.close());
  const { client, retrainer, webhook, data } = scene(server);
  retrainer.receive(webhook(data, 'incident.opened'));
  await assert.rejects(retrainer.idle(), DemoFailure);
  await client.close();
  assert.equal(server.requests.length, 0);
});
