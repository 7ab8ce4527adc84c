import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signedBar, sparkline, table, wrap } from '../../../../examples/flights/picture.ts';
import type { MeasurementRow } from '../../../../examples/flights/service-api.ts';
import { type SummaryFacts, summaryLines } from '../../../../examples/flights/summary.ts';
import { driftSpans, weeksOf } from '../../../../examples/flights/weeks.ts';

const WEEKS = ['2001-02-05', '2001-02-12', '2001-02-19', '2001-02-26'];

function row(week: number, changes: Partial<MeasurementRow>): MeasurementRow {
  return {
    monitor: 'inputs',
    version: 'v1',
    window_start: `${WEEKS[week]}T00:00:00.000Z`,
    window_end: `${WEEKS[week + 1] ?? '2001-03-05'}T00:00:00.000Z`,
    subject: 'feature',
    feature: 'route_mean_delay',
    statistic: 'psi',
    value: 0.02,
    severity: 'none',
    ...changes,
  };
}

const performance = (week: number, statistic: string, value: number, severity = 'none'): MeasurementRow =>
  row(week, { monitor: 'performance', subject: 'prediction', feature: '', statistic, value, severity });

const MEASUREMENTS: MeasurementRow[] = [
  row(0, {}),
  row(1, { value: 0.12, severity: 'warning' }),
  row(1, { statistic: 'ks', value: 0.2, severity: 'none' }),
  row(2, { value: 0.3, severity: 'warning' }),
  row(3, { value: 0.15, severity: 'warning', version: 'v2' }),
  performance(0, 'log_loss', 0.42),
  performance(0, 'accuracy', 0.8),
  performance(1, 'log_loss', 0.51, 'critical'),
  performance(1, 'accuracy', 0.72, 'critical'),
];

const FACTS: SummaryFacts = {
  evaluations: [],
  measurements: MEASUREMENTS,
  incidents: [
    {
      incident_id: 'i1',
      state: 'resolved',
      severity: 'critical',
      since: '2001-02-12T00:00:00.000Z',
      transitions: [
        {
          kind: 'opened',
          severity: 'critical',
          window_end: '2001-02-26T00:00:00.000Z',
          summary: 'Log loss 0.49 ≥ 0.47.',
        },
        {
          kind: 'resolved',
          severity: 'critical',
          window_end: '2001-03-19T00:00:00.000Z',
          summary: 'Version v2 took over.',
        },
      ],
    },
  ],
  notifications: [
    { notifier: 'slack', kind: 'slack', state: 'delivered' },
    { notifier: 'slack', kind: 'slack', state: 'delivered' },
    { notifier: 'email', kind: 'email', state: 'pending' },
  ],
  runs: [
    {
      run_id: 'r1',
      state: 'succeeded',
      reason: 'performance is critical: log loss',
      requested_at: '2001-02-27T00:00:00.000Z',
      from_version: 'v1',
      to_version: 'v2',
    },
    {
      run_id: 'r2',
      state: 'suppressed',
      reason: 'cool_down',
      requested_at: '2001-02-28T00:00:00.000Z',
      from_version: 'v2',
      to_version: '',
    },
  ],
  reference: { logLoss: 0.45, accuracy: 0.78 },
  lateShares: new Map([[Date.parse(WEEKS[1]!), 0.274]]),
  aftermath: [
    {
      version: 'v2',
      fromVersion: 'v1',
      trainedOn: { start: Date.UTC(2001, 0, 30), end: Date.UTC(2001, 1, 27) },
      servesFrom: Date.UTC(2001, 2, 5),
      flights: 1000,
      oldLogLoss: 0.429,
      change: 0.001,
      standardError: 0.0004,
    },
  ],
  received: { slack: 2, pagerDuty: 1, mail: 2, webhooks: 3 },
  records: 600_000,
  sendingSeconds: 30,
  totalSeconds: 60,
};

test('picture: sparklines, bars and tables, in blocks and in plain ASCII', () => {
  assert.equal(sparkline([0, 1, null, 0.5], 'blocks'), '▁█ ▅');
  assert.equal(sparkline([3, 3], 'ascii'), '__');
  assert.equal(sparkline([], 'ascii'), '');
  assert.equal(signedBar(0.05, 0.1, 4, 'ascii'), '    |##  ');
  assert.equal(signedBar(-0.5, 0.1, 4, 'ascii'), '####|    ');
  assert.deepEqual(table(['<name', 'n'], [['long name', '7']]), ['name       n', 'long name  7']);
  assert.deepEqual(wrap('one two three', 9, '  '), ['  one two', '  three']);
});

test('weeks: values of all monitors come together by window and version, oldest first', () => {
  const weeks = weeksOf(MEASUREMENTS.toReversed());
  assert.deepEqual(
    weeks.map(({ start, version, logLoss, decayed, drifted }) => [
      start.slice(0, 10),
      version,
      logLoss,
      decayed,
      drifted.map(({ psi }) => psi),
    ]),
    [
      ['2001-02-05', 'v1', 0.42, false, []],
      ['2001-02-12', 'v1', 0.51, true, [0.12]],
      ['2001-02-19', 'v1', null, false, [0.3]],
      ['2001-02-26', 'v2', null, false, [0.15]],
    ],
  );
});

test('weeks: a span is consecutive bad windows of one version', () => {
  const spans = driftSpans(weeksOf(MEASUREMENTS), 1);
  assert.deepEqual(
    spans.map(({ version, since, last, windows, largestPsi }) => [
      version,
      since.slice(0, 10),
      last.slice(0, 10),
      windows,
      largestPsi,
    ]),
    [
      ['v1', '2001-02-12', '2001-02-19', 2, 0.3],
      ['v2', '2001-02-26', '2001-02-26', 1, 0.15],
    ],
  );
  assert.equal(driftSpans(weeksOf(MEASUREMENTS), 2).length, 1);
});

test('summary: says what happened, also that a retraining did not help', () => {
  const text = summaryLines(FACTS, 'ascii').join('\n');
  assert.match(text, /2001-02-12 +v1 +27\.4 % +0\.510 +\+0\.060 .*72\.0 % +performance, 1 input/);
  assert.match(text, /route_mean_delay +v1 +2001-02-12 +2001-02-19 +2 +0\.30/);
  assert.match(
    text,
    /1 incident:\n {2}since 2001-02-12: critical, opened when the week to 2001-02-26 was judged/,
  );
  assert.match(text.replaceAll(/\s+/g, ' '), /Log loss 0\.49 >= 0\.47\. Resolved: Version v2 took over\./);
  assert.match(text, /notifications delivered: slack 2\n/);
  assert.match(text, /1 retraining run, and 1 suppressed by the cool-down:/);
  assert.match(
    text.replaceAll(/\s+/g, ' '),
    /v1 -> v2 \(succeeded\), because performance is critical .* 0\.4300 on 1000 flights, where v1 would have had 0\.4290 \(\+0\.0010, standard error 0\.0004\) it hurt, by 0\.2 %/,
  );
  assert.match(text, /600000 records at 20000 a second/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the point is that nothing else is in there.
  assert.match(text, /^[\x0a\x20-\x7e]*$/, 'plain ASCII');
});
