import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DemoFailure } from '../../../../examples/flights/demo-failure.ts';
import { selectDepartures } from '../../../../examples/flights/features.ts';
import { buildFlightLog } from '../../../../examples/flights/flight-log.ts';
import { createReplay, weeksToJudge } from '../../../../examples/flights/replay.ts';
import type { Retrainer } from '../../../../examples/flights/retraining.ts';
import type { EvaluationRow, ServiceApi } from '../../../../examples/flights/service-api.ts';
import type { FlightStream } from '../../../../examples/flights/stream.ts';
import { smallFlights } from './small-flights.ts';

const DEPARTURES = selectDepartures(
  buildFlightLog(
    smallFlights([
      { at: '2001-01-02T08:00Z', from: 'JFK', to: 'ORD', delay: 0 },
      { at: '2001-02-20T08:00Z', from: 'JFK', to: 'ORD', delay: 0 },
    ]),
  ),
  1,
);

/** A service that judges up to the Monday before whatever was sent, and the calls that it got. */
function scene(evaluations: readonly EvaluationRow[] = []) {
  const calls: string[] = [];
  let sent = 0;
  const stream: FlightStream = {
    acknowledged: 0,
    predictions: 0,
    labels: 0,
    async sendUntil(instant) {
      sent = instant;
      calls.push(
        instant === Number.POSITIVE_INFINITY ? 'rest' : new Date(instant).toISOString().slice(0, 13),
      );
    },
  };
  const caughtUp = { caught_up: true, alerts_caught_up: true, last_error: null };
  let waits = 2;
  const api: ServiceApi = {
    monitors: async () => [{ name: 'm', evaluated_until: new Date(sent).toISOString(), ...caughtUp }],
    evaluations: async () => evaluations,
    measurements: async () => [],
    incidents: async () => [],
    notifications: async () => [],
    logHasLanded: async () => true,
    retrainingRuns: async () => {
      calls.push('runs');
      const state = waits-- > 0 ? 'started' : 'succeeded';
      return [{ run_id: 'r', state, reason: '', requested_at: '', from_version: 'v1', to_version: 'v2' }];
    },
  };
  const retrainer: Retrainer = { receive: () => {}, done: [], idle: async () => {} };
  return { calls, stream, api, retrainer };
}

test('replay: judges the whole weeks after January', () => {
  assert.deepEqual(
    weeksToJudge(DEPARTURES).map(({ start, end }) =>
      [start, end].map((at) => new Date(at).toISOString().slice(0, 10)),
    ),
    [
      ['2001-02-05', '2001-02-12'],
      ['2001-02-12', '2001-02-19'],
    ],
  );
});

test('replay: what makes a week due is sent after everything of that week, and a running refit is waited for', async () => {
  const { calls, stream, api, retrainer } = scene();
  const replay = createReplay(DEPARTURES);
  await replay.run(stream, api, retrainer);
  assert.deepEqual(calls, [
    '2001-02-12T18',
    '2001-02-13T00',
    '2001-02-19T00',
    'runs',
    'runs',
    'runs',
    '2001-02-19T18',
    '2001-02-20T00',
    '2001-02-26T00',
    'runs',
    'rest',
  ]);
  assert.equal(new Date(replay.judgedAt()).toISOString(), '2001-02-20T00:00:00.000Z');
});

test('replay: a week that a monitor could not judge ends the demo with its reason', async () => {
  const { stream, api, retrainer } = scene([
    {
      evaluation_id: 'e',
      monitor: 'performance',
      version: 'v1',
      window_start: '2001-02-05T00:00:00.000Z',
      window_end: '2001-02-12T00:00:00.000Z',
      status: 'failed',
      severity: 'none',
      summary: 'ClickHouse refused the statement.',
    },
  ]);
  await assert.rejects(createReplay(DEPARTURES).run(stream, api, retrainer), (error) => {
    return (
      error instanceof DemoFailure &&
      /^The monitor performance could not judge the week from 2001-02-05: ClickHouse refused/.test(
        error.message,
      )
    );
  });
});
