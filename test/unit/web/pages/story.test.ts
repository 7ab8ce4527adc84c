import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  Incident,
  Measurement,
  Monitor,
  PerformanceWindow,
  RetrainingRun,
} from '../../../../web/api/types.ts';
import { type StorySource, tellStory } from '../../../../web/pages/model/story.ts';

const day = (date: string) => `2001-${date}T00:00:00.000Z`;
const incident = (more: Partial<Incident> = {}) =>
  ({
    incident_id: 'i1',
    version: 'v1',
    state: 'resolved',
    severity: 'critical',
    since: day('02-12'),
    changed_at: day('03-05'),
    ...more,
  }) as Incident;
const loss = (start: string, value: number, more: Partial<PerformanceWindow> = {}) =>
  ({
    version: 'v1',
    statistic: 'log_loss',
    window_start: day(start),
    window_end: new Date(Date.parse(day(start)) + 7 * 86_400_000).toISOString(),
    value,
    reference_value: 0.4,
    effect: (value - 0.4) / 0.4,
    severity: value >= 0.428 ? 'critical' : 'none',
    ...more,
  }) as PerformanceWindow;
const moved = (feature: string, start: string, effect: number) =>
  ({
    version: 'v1',
    subject: 'feature',
    feature,
    statistic: 'psi',
    window_start: day(start),
    effect,
    severity: 'warning',
  }) as Measurement;
const run = (more: Partial<RetrainingRun> = {}) =>
  ({
    run_id: 'r1',
    incident_id: 'i1',
    state: 'succeeded',
    from_version: 'v1',
    to_version: 'v2',
    decided_at: day('02-26'),
    reason: 'because',
    ...more,
  }) as RetrainingRun;
const MONITORS = [
  { kind: 'data_drift', for: 2 },
  { kind: 'performance', for: 2 },
] as Monitor[];

const tell = (source: Partial<StorySource>) =>
  tellStory({
    incidents: [incident()],
    runs: [],
    performance: [],
    drifted: [],
    isCut: false,
    monitors: MONITORS,
    features: 9,
    statistic: 'psi',
    ...source,
  });

test('a decay names its worst window, with the value, the baseline and the change', () => {
  const [chapter] = tell({ performance: [loss('02-05', 0.9), loss('02-12', 0.5), loss('02-19', 0.45)] });
  assert.deepEqual(chapter!.performance, {
    verdict: 'Yes',
    tone: 'critical',
    text: 'Log loss 0.5 against 0.4 (+25 %). Worst in 12 – 18 Feb 2001.',
  });
});

test('a time without decay is told as such, and a better one as better', () => {
  assert.equal(tell({ performance: [loss('02-12', 0.41)] })[0]!.performance.verdict, 'No');
  assert.equal(tell({ performance: [loss('02-12', 0.3)] })[0]!.performance.verdict, 'No, it was better');
  assert.equal(tell({})[0]!.performance.verdict, 'Not known');
});

test('only the windows of the version, within the incident, count', () => {
  const [chapter] = tell({
    performance: [loss('02-05', 0.9), loss('03-05', 0.9), loss('02-12', 0.9, { version: 'v2' })],
  });
  assert.equal(chapter!.performance.verdict, 'Not known');
});

test('inputs that stayed still, moved briefly, and moved are told apart', () => {
  assert.equal(tell({})[0]!.inputs.text, 'None of 9 inputs moved.');
  const brief = tell({ drifted: [moved('a', '02-12', 0.11)] })[0]!.inputs;
  assert.equal(brief.verdict, 'Briefly');
  assert.equal(brief.text, '1 of 9 inputs, PSI up to 0.11, in 1 window; it takes 2 to fire.');
  const lasting = tell({
    drifted: [moved('a', '02-12', 0.11), moved('b', '02-12', 0.2), moved('a', '02-19', 0.3)],
  })[0]!.inputs;
  assert.deepEqual([lasting.verdict, lasting.moved.map(({ feature }) => feature)], ['Yes', ['a', 'b']]);
  assert.match(lasting.text, /^2 of 9 inputs, PSI up to 0.3, in 2 windows\.$/);
});

test('the chosen statistic is told of where it found something, else any other', () => {
  const ks = { ...moved('a', '02-12', 0.9), statistic: 'ks' };
  assert.match(
    tell({ drifted: [ks, moved('b', '02-12', 0.2)] })[0]!.inputs.text,
    /^1 of 9 inputs, PSI up to 0.2/,
  );
  assert.match(tell({ drifted: [ks] })[0]!.inputs.text, /^1 of 9 inputs, KS distance up to 0.9/);
});

test('nothing is claimed about inputs before the oldest measurement that could be read', () => {
  const [chapter] = tell({ drifted: [moved('a', '02-19', 0.2)], isCut: true });
  assert.equal(chapter!.inputs.verdict, 'Not known');
});

test('without a monitor of the inputs nothing is claimed about them', () => {
  assert.equal(tell({ monitors: [] })[0]!.inputs.verdict, 'Not known');
});

test('a retraining is told by its outcome', () => {
  const verdict = (more: Partial<RetrainingRun>) => tell({ runs: [run(more)] })[0]!.retraining.verdict;
  assert.equal(tell({})[0]!.retraining.verdict, 'None');
  assert.equal(verdict({ state: 'suppressed' }), 'Held back');
  assert.equal(verdict({ state: 'failed' }), 'Failed');
  assert.equal(verdict({ state: 'started', to_version: '' }), 'Running');
  assert.equal(verdict({}), 'New version');
});

test('a run that was made counts before one that was held back', () => {
  const [chapter] = tell({ runs: [run({ run_id: 'r0', state: 'suppressed' }), run()] });
  assert.equal(chapter!.run?.run_id, 'r1');
});

test('a new version is compared by its first four windows with those of the incident', () => {
  const fresh = ['03-05', '03-12', '03-19', '03-26', '04-02'].map((start, index) =>
    loss(start, index === 4 ? 0.9 : 0.42, { version: 'v2' }),
  );
  const [chapter] = tell({ runs: [run()], performance: [loss('02-12', 0.5), loss('02-19', 0.46), ...fresh] });
  assert.equal(chapter!.retraining.verdict, 'No lasting decay since');
  assert.equal(
    chapter!.retraining.text,
    'v2 was trained on 26 Feb 2001 and serves since 5 Mar 2001. Log loss 0.48 before, 0.42 in its first 4 windows.',
  );
});

test('a new version that decays for as long as it takes to fire is told with the first such window', () => {
  const values = { '03-05': 0.5, '03-12': 0.4, '03-19': 0.5, '03-26': 0.5 };
  const fresh = Object.entries(values).map(([start, value]) => loss(start, value, { version: 'v2' }));
  const [chapter] = tell({ runs: [run()], performance: fresh });
  assert.equal(chapter!.retraining.verdict, 'Worse again from 19 Mar 2001');
});

test('chapters stand in time', () => {
  const chapters = tell({ incidents: [incident({ incident_id: 'late', since: day('06-11') }), incident()] });
  assert.deepEqual(
    chapters.map(({ incident: { incident_id: id } }) => id),
    ['i1', 'late'],
  );
});
