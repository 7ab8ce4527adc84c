import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetRow, RetrainingRun } from '../../../../web/api/types.ts';
import { countStates, lastRuns, orderFleet } from '../../../../web/pages/fleet/fleet-order.ts';

const row = (model: string, state: FleetRow['state'], more: Partial<FleetRow> = {}): FleetRow => ({
  model,
  state,
  current_version: 'v1',
  versions: 1,
  features: 3,
  monitors: 1,
  firing: [],
  open_incidents: 0,
  incident_id: '',
  incident_since: null,
  newest_event_time: null,
  newest_received_at: null,
  newest_window_end: null,
  evaluated_at: null,
  days: [],
  ...more,
});
const FLEET = [
  row('calm', 'ok'),
  row('new', 'waiting'),
  row('silent', 'no_data'),
  row('bad-b', 'critical'),
  row('bad-a', 'critical'),
  row('worse', 'critical', { open_incidents: 2, firing: ['inputs'] }),
  row('so-so', 'warning', { current_version: 'v7' }),
];
const names = (rows: readonly FleetRow[]) => rows.map(({ model }) => model);

test('models stand by how much they need a person, then by incidents, then by name', () => {
  assert.deepEqual(names(orderFleet(FLEET, '')), [
    'worse',
    'bad-a',
    'bad-b',
    'so-so',
    'silent',
    'calm',
    'new',
  ]);
});

test('a search finds names, versions and firing monitors; every word must be there', () => {
  assert.deepEqual(names(orderFleet(FLEET, 'BAD')), ['bad-a', 'bad-b']);
  assert.deepEqual(names(orderFleet(FLEET, 'inputs')), ['worse']);
  assert.deepEqual(names(orderFleet(FLEET, 'so v7')), ['so-so']);
  assert.deepEqual(names(orderFleet(FLEET, 'so v8')), []);
});

test('states are counted in the order of the wall', () => {
  assert.deepEqual(
    countStates(FLEET).map(({ state, count }) => `${state} ${count}`),
    ['critical 3', 'warning 1', 'no_data 1', 'ok 1', 'waiting 1'],
  );
});

test('the last run of a model is the newest that was not held back', () => {
  const run = (model: string, state: RetrainingRun['state'], day: string) =>
    ({ model, state, run_id: day, decided_at: day }) as RetrainingRun;
  const last = lastRuns([
    run('a', 'suppressed', '2001-03-03'),
    run('a', 'succeeded', '2001-03-02'),
    run('a', 'failed', '2001-03-01'),
    run('b', 'suppressed', '2001-03-03'),
  ]);
  assert.deepEqual(
    [...last].map(([model, { run_id: id }]) => `${model} ${id}`),
    ['a 2001-03-02'],
  );
});
