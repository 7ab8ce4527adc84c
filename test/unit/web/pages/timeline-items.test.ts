import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  FleetRow,
  Incident,
  RetrainingRun,
  SeriesState,
  TimelineRow,
} from '../../../../web/api/types.ts';
import { modelSpan, windowLength } from '../../../../web/pages/model/model-span.ts';
import { timelineEntries, versionMarks } from '../../../../web/pages/model/timeline-items.ts';

const day = (date: string) => `${date}T00:00:00.000Z`;
const END = Date.parse(day('2001-07-01'));
const row = (kind: TimelineRow['kind'], at: string, more: Partial<TimelineRow> = {}): TimelineRow => ({
  model: 'm',
  at: day(at),
  until: null,
  kind,
  severity: 'none',
  version: 'v1',
  title: '',
  text: '',
  ref: '',
  ...more,
});
const ROWS = [
  row('version', '2026-11-21', { version: 'v3', ref: 'v3' }),
  row('version', '2001-03-05', { version: 'v2', ref: 'v2' }),
  row('version', '2001-02-05', { version: 'v1', ref: 'v1' }),
  row('incident', '2001-02-12', {
    until: day('2001-03-19'),
    severity: 'critical',
    title: 'Incident: performance',
    ref: 'i1',
  }),
  row('incident', '2001-06-11', { severity: 'warning', title: 'Open incident: inputs', ref: 'i2' }),
  row('retraining', '2001-02-26', { until: day('2001-02-26'), ref: 'r1' }),
];
const incidents = [{ incident_id: 'i1', evidence: [{ rule: 'log_loss is worse' }] }] as unknown as Incident[];
const runs = [
  {
    run_id: 'r1',
    incident_id: 'i1',
    state: 'succeeded',
    from_version: 'v1',
    to_version: 'v2',
    worst_features: [],
  },
] as unknown as RetrainingRun[];
const SPAN = { from: Date.parse(day('2001-02-01')), to: END };
const entries = timelineEntries({ rows: ROWS, incidents, runs, span: SPAN });
const of = (ref: string) => entries.find((entry) => entry.row.ref === ref)!;

test('a version lasts until the next one took over; one without traffic is not drawn', () => {
  assert.equal(of('v1').to, Date.parse(day('2001-03-05')));
  assert.equal(of('v2').to, END);
  assert.equal(of('v3'), undefined);
  assert.deepEqual(
    versionMarks(ROWS, END).map(({ label }) => label),
    ['v1', 'v2'],
  );
});

test('an open incident lasts until the end of what is known; both lead to their page', () => {
  assert.deepEqual(
    [of('i2').to, of('i2').open, of('i2').look, of('i2').label],
    [END, true, 'warning', 'inputs'],
  );
  assert.deepEqual([of('i1').open, of('i1').look, of('i1').incident], [false, 'critical', 'i1']);
  assert.match(of('i1').tip, /log_loss is worse/);
});

test('a retraining shows what it made and leads to its incident', () => {
  assert.deepEqual([of('r1').label, of('r1').look, of('r1').incident], ['→ v2', 'run', 'i1']);
});

test('what ended before the time that is shown, or begins after it, is left out', () => {
  const span = { from: Date.parse(day('2001-03-20')), to: Date.parse(day('2001-06-01')) };
  assert.deepEqual(
    timelineEntries({ rows: ROWS, incidents, runs, span }).map(({ label }) => label),
    ['v2'],
  );
});

test('the span of a model ends with its data, whatever the clock of its registrations says', () => {
  const model = { newest_window_end: day('2001-06-25'), newest_event_time: day('2001-07-01') } as FleetRow;
  assert.deepEqual(modelSpan(model, ROWS, []), { from: Date.parse(day('2001-02-05')), to: END });
  assert.equal(modelSpan({ newest_window_end: null, newest_event_time: null } as FleetRow, ROWS, []), null);
});

test('the length of windows is that of the shortest', () => {
  const series = (end: string) => ({ window_start: day('2001-02-05'), window_end: day(end) }) as SeriesState;
  assert.equal(windowLength([series('2001-02-12'), series('2001-02-06')]), 86_400_000);
});
