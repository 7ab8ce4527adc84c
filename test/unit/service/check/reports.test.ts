import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JudgedMeasurement } from '../../../../domain/index.ts';
import type { CheckedSubject, CheckResult } from '../../../../service/check/check-result.ts';
import { bars, movers } from '../../../../service/check/reports/report-words.ts';
import { REPORTS } from '../../../../service/check/reports/reports.ts';

function judged(
  name: string,
  severity: JudgedMeasurement['severity'],
  over: Partial<JudgedMeasurement> = {},
): JudgedMeasurement {
  return {
    subject: { kind: 'feature', name },
    statistic: 'psi',
    definition: 'psi/1',
    value: 0.4,
    effect: 0.4,
    pValue: 1e-310,
    pAdjusted: 1e-310,
    interval: null,
    nReference: 10,
    nCurrent: 10,
    engine: 'cpu',
    exact: true,
    errorBound: null,
    tookMs: 1,
    details: {},
    status: 'complete',
    severity,
    threshold: 0.1,
    rule: 'psi 0.4 ≥ 0.1',
    ...over,
  };
}

function checked(
  name: string,
  severity: JudgedMeasurement['severity'],
  over: Partial<CheckedSubject> = {},
): CheckedSubject {
  const deciding = judged(name, severity);
  return {
    subject: { kind: 'feature', name },
    kind: 'numeric',
    severity,
    deciding,
    results: [deciding],
    unmeasured: [],
    histogram: null,
    ...over,
  };
}

const NASTY = 'a\u001b[31m|<b>&"\'\n\u202e`*`\ud800';
const unmeasured = {
  subject: { kind: 'feature', name: 'gone' },
  statistic: 'psi',
  reason: 'failed',
  error: null,
} as const;
const RESULT: CheckResult = {
  verdict: 'drift',
  summary: `1 of 3 features drifted: ${NASTY}.`,
  reference: { source: NASTY, rows: 1 },
  current: { source: 'b.csv', rows: 2345 },
  subjects: [
    checked(NASTY, 'critical', {
      histogram: { reference: [0.5, 0.5, 0], current: [0, 0.001, 1], labels: [NASTY, 'x', 'y'] },
    }),
    checked('calm', 'none'),
    checked('gone', 'none', { deciding: null, results: [], unmeasured: [unmeasured] }),
  ],
  notes: [`Not compared: ${NASTY}.`],
};

test('no report lets control characters, direction marks or markup of a file through', () => {
  for (const [format, report] of Object.entries(REPORTS)) {
    const text = report(RESULT, { colours: false });
    if (format === 'json') assert.equal(JSON.parse(text).results[0].feature, NASTY);
    else assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u, format);
    if (format === 'junit') {
      assert.doesNotMatch(
        text.replace(
          /<\/?(testsuites?|testcase|failure|error|skipped|system-out)\b[^<>]*>|<\?xml [^<>]*>/g,
          '',
        ),
        /[<>]/,
      );
      assert.match(text, /tests="3" failures="1" errors="1" skipped="0"/);
      assert.match(text, /name="gone"><error message="the computation failed"\/>/);
    }
    if (format === 'markdown') assert.doesNotMatch(text.replace(/<\/?code>/g, ''), /<b>|[^\\]\|<|[^\\]`/);
  }
});

test('colours mark the verdict only when asked for', () => {
  const plain = REPORTS.table(RESULT, { colours: false });
  const coloured = REPORTS.table(RESULT, { colours: true });
  const mark = String.fromCharCode(27);
  assert.ok(coloured.includes(`${mark}[31mcritical`));
  const codes = new RegExp(`${mark}\\[\\d+m`, 'g');
  assert.equal(coloured.replace(codes, ''), plain);
});

test('small histograms share one scale, and any row shows', () => {
  assert.deepEqual(bars({ reference: [0.5, 0.5, 0], current: [0, 0.001, 1], labels: null }), ['▄▄ ', ' ▁█']);
  assert.deepEqual(bars({ reference: [0, 0], current: [0, 0], labels: null }), ['  ', '  ']);
  const labelled = { reference: [0.5, 0.3, 0.2], current: [0.2, 0.3, 0.5], labels: ['a', 'b', 'c'] };
  assert.equal(movers(labelled), 'a 50 % → 20 %, c 20 % → 50 %');
});

test('an interval is shown as one, and calm columns beyond a hundred are counted', () => {
  const interval = judged('x', 'warning', { interval: [0.4, 0.41], exact: false });
  const many = Array.from({ length: 130 }, (_, index) => checked(`c${index}`, 'none'));
  const text = REPORTS.table(
    { ...RESULT, subjects: [checked('x', 'warning', { deciding: interval }), ...many] },
    { colours: false },
  );
  assert.match(text, /^x +numeric +psi +0\.4–0\.41 /m);
  assert.match(text, /^30 more columns without drift\.$/m);
});

test('every report names what accounts for most of a drift of whole rows', () => {
  const contributions = [
    { name: 'amount|b', share: 0.7512 },
    { name: 'city', share: 0.2 },
  ];
  const rows = checked('', 'critical', {
    subject: { kind: 'features', name: '' },
    kind: 'rows',
    deciding: judged('', 'critical', { statistic: 'domain_classifier', contributions }),
  });
  const result = { ...RESULT, subjects: [{ ...rows, results: [rows.deciding!] }] };
  const text = (format: keyof typeof REPORTS) => REPORTS[format](result, { colours: false });
  assert.match(
    text('table'),
    /^\(features\) +rows +domain_classifier .*mostly amount\|b 75\.1 %, city 20 %$/m,
  );
  assert.match(
    text('markdown'),
    /\| rows \| domain\\_classifier 0\.4 .*mostly amount\\\|b 75\.1 %, city 20 % \|/,
  );
  assert.match(text('junit'), /name="\(features\)"><failure .*; mostly amount\|b 75\.1 %, city 20 %"/);
  assert.deepEqual(JSON.parse(text('json')).results[0].contributions, contributions);
});
