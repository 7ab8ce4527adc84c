import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../../../../analyzers/verdicts/judge.ts';
import { DEFAULT_POLICY, policyHash, verdictPolicy } from '../../../../analyzers/verdicts/policy.ts';
import {
  type Measurement,
  PERFORMANCE_METRIC_IDS,
  PlumblineError,
  STATISTIC_IDS,
} from '../../../../domain/index.ts';
import { decayed, measured, measurement } from './measurements.ts';

interface Row {
  readonly name: string;
  readonly given: Partial<Measurement>;
  readonly severity: string;
  readonly status?: string;
  readonly rule: RegExp;
}

const drift: readonly Row[] = [
  {
    name: 'magnitude and evidence are a warning',
    given: {},
    severity: 'warning',
    rule: /^psi 0\.2 ≥ 0\.1 and p 0\.000001 < 0\.01$/,
  },
  {
    name: 'two and a half times the threshold is critical',
    given: { effect: 0.25 },
    severity: 'critical',
    rule: /≥ 0\.1/,
  },
  {
    name: 'evidence without magnitude is silence',
    given: { effect: 0.099, pValue: 0 },
    severity: 'none',
    rule: /^psi 0\.099 < 0\.1$/,
  },
  {
    name: 'magnitude without evidence is silence',
    given: { effect: 3, pValue: 0.02 },
    severity: 'none',
    rule: /but p 0\.02 ≥ 0\.01$/,
  },
  {
    name: 'the threshold itself is reached',
    given: { effect: 0.1 },
    severity: 'warning',
    rule: /psi 0\.1 ≥/,
  },
  {
    name: 'a p-value below every float64 is worded',
    given: { pValue: 0 },
    severity: 'warning',
    rule: /and p < 1e-300 < 0\.01/,
  },
  {
    name: 'too few rows in the window abstain',
    given: { nCurrent: 99 },
    severity: 'none',
    status: 'insufficient_data',
    rule: /^99 rows in the window, 100 needed$/,
  },
  {
    name: 'too few rows in the reference abstain',
    given: { nReference: 20 },
    severity: 'none',
    status: 'insufficient_data',
    rule: /^20 rows in the reference, 100 needed$/,
  },
  {
    name: 'noise above the threshold abstains',
    given: { effect: 0.3, details: { noise_95: 0.102 } },
    severity: 'none',
    status: 'insufficient_data',
    rule: /chance alone reaches 0\.102 at these sizes, above 0\.1/,
  },
  {
    name: 'noise above the threshold does not hide what is far beyond chance',
    given: { effect: 2, details: { noise_95: 0.102 } },
    severity: 'critical',
    rule: /psi 2 ≥ 0\.306 and p/,
  },
  {
    name: 'far beyond chance in magnitude, without evidence, abstains',
    given: { effect: 2, pValue: 0.2, details: { noise_95: 0.102 } },
    severity: 'none',
    status: 'insufficient_data',
    rule: /chance alone reaches/,
  },
  {
    name: 'evidence that rests on rare bins alone is silence',
    given: { effect: 3, pValue: 1e-20, details: { noise_95: 0.01, p_pooled: 0.4 } },
    severity: 'none',
    rule: /but p 0\.4 ≥ 0\.01$/,
  },
  {
    name: 'chi_square is judged by its effect',
    given: { statistic: 'chi_square', value: 900, effect: 0.12 },
    severity: 'warning',
    rule: /^chi_square Cramér's V 0\.12 ≥ 0\.1/,
  },
  {
    name: 'chi_square of unequal sides has a smaller threshold',
    given: {
      statistic: 'chi_square',
      effect: 0.02,
      nReference: 500_000,
      nCurrent: 1000,
      details: { noise_95: 0.004 },
    },
    severity: 'warning',
    rule: /Cramér's V 0\.02 ≥ 0\.00893/,
  },
];

for (const { name, given, severity, status, rule } of drift) {
  test(`drift: ${name}`, () => {
    const verdict = judge([measured(measurement(given))], DEFAULT_POLICY);
    const [result] = verdict.results;
    assert.equal(result?.severity, severity);
    assert.equal(verdict.severity, severity);
    assert.equal(result?.status, status ?? 'complete');
    assert.equal(verdict.status, status ?? 'complete');
    assert.match(result!.rule, rule);
  });
}

const decay: readonly Row[] = [
  {
    name: 'magnitude and an interval above zero are critical from 2.5 thresholds',
    given: {},
    severity: 'critical',
    rule: /^accuracy 0\.8 against 0\.85: worse by 0\.05 ≥ 0\.02, 99 % interval 0\.04 to 0\.06$/,
  },
  {
    name: 'below two and a half thresholds is a warning',
    given: { effect: 0.03, interval: [0.01, 0.05] },
    severity: 'warning',
    rule: /0\.03 ≥ 0\.02/,
  },
  {
    name: 'a small loss is silence, however certain',
    given: { effect: 0.019, interval: [0.018, 0.02] },
    severity: 'none',
    rule: /worse by 0\.019 < 0\.02$/,
  },
  {
    name: 'a gain is silence',
    given: { effect: -0.2, interval: [-0.21, -0.19] },
    severity: 'none',
    rule: /better by 0\.2 < 0\.02$/,
  },
  {
    name: 'a loss whose narrow interval holds zero is silence',
    given: { effect: 0.021, interval: [-0.001, 0.043] },
    severity: 'none',
    rule: /but the 99 % interval -0\.001 to 0\.043 holds 0$/,
  },
  {
    name: 'a wide interval that holds zero abstains',
    given: { effect: 0.001, interval: [-0.05, 0.052] },
    severity: 'none',
    status: 'insufficient_data',
    rule: /too wide to rule 0\.02 out/,
  },
  {
    name: 'a wide interval above zero is evidence enough',
    given: { effect: 0.3, interval: [0.1, 0.5] },
    severity: 'critical',
    rule: /worse by 0\.3/,
  },
  {
    name: 'too few labelled rows abstain',
    given: { nCurrent: 12 },
    severity: 'none',
    status: 'insufficient_data',
    rule: /^12 rows in the window/,
  },
  {
    name: 'relative metrics are worded in per cent',
    given: {
      statistic: 'log_loss',
      value: 0.66,
      effect: 0.1,
      interval: [0.05, 0.15],
      details: { baseline: 0.6, relative: true },
    },
    severity: 'warning',
    rule: /^log_loss 0\.66 against 0\.6: worse by 10 % ≥ 10 %, 99 % interval 5 % to 15 %$/,
  },
];

for (const { name, given, severity, status, rule } of decay) {
  test(`decay: ${name}`, () => {
    const verdict = judge([measured(decayed(given))], DEFAULT_POLICY);
    const [result] = verdict.results;
    assert.equal(result?.severity, severity);
    assert.equal(result?.status, status ?? 'complete');
    assert.equal(verdict.status, status ?? 'complete');
    assert.match(result!.rule, rule);
    assert.equal(result?.pAdjusted, null);
  });
}

function feature(name: string, given: Partial<Measurement> = {}): Measurement {
  return measurement({ subject: { kind: 'feature', name }, ...given });
}

test('p-values are corrected over all features of the run', () => {
  const quiet = Array.from({ length: 19 }, (_, index) =>
    measured(feature(`q${index}`, { effect: 0.01, pValue: 0.5 })),
  );
  const alone = judge([measured(feature('x', { pValue: 0.005 }))], DEFAULT_POLICY);
  const among = judge([measured(feature('x', { pValue: 0.005 })), ...quiet], DEFAULT_POLICY);
  assert.equal(alone.severity, 'warning');
  assert.equal(among.severity, 'none');
  assert.equal(among.results[0]?.pAdjusted, 0.1);
});

test('psi decides for a feature; the others report their rule and never exceed it', () => {
  const verdict = judge(
    [measured(feature('x', { effect: 0.05 }), feature('x', { statistic: 'ks', effect: 0.4 }))],
    DEFAULT_POLICY,
  );
  assert.equal(verdict.severity, 'none');
  assert.deepEqual(
    verdict.results.map(({ severity }) => severity),
    ['none', 'none'],
  );
  assert.match(verdict.results[1]!.rule, /^ks 0\.4 ≥ 0\.1 and p .* < 0\.01 \(psi decides\)$/);
});

test('a supporting statistic keeps its severity up to that of the decision', () => {
  const verdict = judge(
    [
      measured(
        feature('x', { effect: 0.15 }),
        feature('x', { statistic: 'ks', effect: 0.4 }),
        feature('x', { statistic: 'jensen_shannon', effect: 0.05 }),
      ),
    ],
    DEFAULT_POLICY,
  );
  assert.deepEqual(
    verdict.results.map(({ severity }) => severity),
    ['warning', 'warning', 'none'],
  );
});

test('without psi the next statistic in order decides; chi_square first where values are discrete', () => {
  const ks = feature('x', { statistic: 'ks', effect: 0.4 });
  const w1 = feature('x', { statistic: 'wasserstein', effect: 0.01 });
  assert.equal(judge([measured(w1, ks)], DEFAULT_POLICY).severity, 'critical');
  const details = { values: 'discrete', noise_95: 0.01 };
  const blind = feature('flag', { effect: 0, pValue: 1, details });
  const chi = feature('flag', { statistic: 'chi_square', effect: 0.3, details });
  assert.equal(judge([measured(blind, chi)], DEFAULT_POLICY).severity, 'critical');
});

test('a quality statistic speaks for itself beside the distance that decides, and lifts no other distance', () => {
  const verdict = judge(
    [
      measured(
        feature('x', { effect: 0.05 }),
        feature('x', { statistic: 'hellinger', effect: 0.4 }),
        feature('x', { statistic: 'null_share', effect: 0.2 }),
      ),
    ],
    DEFAULT_POLICY,
  );
  assert.equal(verdict.severity, 'critical');
  assert.deepEqual(
    verdict.results.map(({ severity }) => severity),
    ['none', 'none', 'critical'],
  );
  assert.match(verdict.results[1]!.rule, /\(psi decides\)$/);
  assert.match(verdict.results[2]!.rule, /^null_share 0\.2 ≥ 0\.05 and p .* < 0\.01$/);
  assert.match(verdict.summary, /x \(null_share 0\.2\)/);
});

test('every statistic and metric has a default threshold of its own', () => {
  for (const id of [...STATISTIC_IDS, ...PERFORMANCE_METRIC_IDS]) {
    const { delta, critical } = DEFAULT_POLICY.thresholds[id];
    assert.ok(delta > 0 && critical > delta, id);
  }
});

test('a policy may let any statistic decide', () => {
  const policy = verdictPolicy({ decidedBy: 'any' });
  const verdict = judge(
    [measured(feature('x', { effect: 0.05 }), feature('x', { statistic: 'ks', effect: 0.4 }))],
    policy,
  );
  assert.equal(verdict.severity, 'critical');
  assert.doesNotMatch(verdict.results[1]!.rule, /decides/);
});

test('every performance metric decides', () => {
  const fine = decayed({ statistic: 'f1', effect: 0.01, interval: [0, 0.02] });
  const verdict = judge([measured(fine, decayed())], DEFAULT_POLICY);
  assert.equal(verdict.severity, 'critical');
  assert.match(verdict.summary, /^Performance decayed: accuracy 0\.8 against 0\.85: worse by 0\.05/);
});

test('thresholds, level, rows and the severity of findings are the policy of the monitor', () => {
  const policy = verdictPolicy({
    thresholds: { psi: { delta: 0.3 }, ks: { critical: 0.11 } },
    alpha: 0.05,
    minSamples: 10,
  });
  assert.deepEqual(policy.thresholds.psi, { delta: 0.3, critical: 0.75 });
  assert.deepEqual(policy.thresholds.ks, { delta: 0.1, critical: 0.11 });
  assert.deepEqual(policy.thresholds.accuracy, DEFAULT_POLICY.thresholds.accuracy);
  assert.equal(judge([measured(measurement({ effect: 0.29 }))], policy).severity, 'none');
  assert.equal(judge([measured(measurement({ effect: 0.3, nCurrent: 12 }))], policy).severity, 'warning');
  const loud = verdictPolicy({ severity: 'critical' });
  assert.equal(judge([measured(measurement({ effect: 0.1 }))], loud).severity, 'critical');
});

test('policyHash is equal for equal policies and differs with a threshold', () => {
  assert.equal(policyHash(verdictPolicy()), policyHash(DEFAULT_POLICY));
  assert.notEqual(
    policyHash(verdictPolicy({ thresholds: { psi: { delta: 0.2 } } })),
    policyHash(DEFAULT_POLICY),
  );
});

test('judging stored results again under the same policy changes nothing', () => {
  const run = [measured(feature('a')), measured(feature('b', { pValue: 0.3 }))];
  const once = judge(run, DEFAULT_POLICY);
  const again = judge(
    once.results.map((result) => measured(result)),
    DEFAULT_POLICY,
  );
  assert.deepEqual(again, once);
});

test('the status tells what could be judged', () => {
  const subject = { kind: 'feature', name: 'y' } as const;
  const gap = (reason: 'failed' | 'empty_current') => ({
    subject,
    measurements: [],
    unmeasured: [
      {
        subject,
        statistic: 'psi' as const,
        reason,
        error: reason === 'failed' ? new PlumblineError('internal', 'An analysis worker stopped') : null,
      },
    ],
  });
  const good = measured(measurement());
  assert.equal(judge([good, gap('empty_current')], DEFAULT_POLICY).status, 'complete');
  assert.equal(judge([good, gap('failed')], DEFAULT_POLICY).status, 'partial');
  assert.equal(judge([gap('failed')], DEFAULT_POLICY).status, 'failed');
  const empty = judge([gap('empty_current')], DEFAULT_POLICY);
  assert.deepEqual([empty.status, empty.severity], ['insufficient_data', 'none']);
  assert.equal(empty.summary, 'Not judged: y: the window has no rows.');
  assert.equal(judge([], DEFAULT_POLICY).status, 'insufficient_data');
});

test('the summary is one sentence: the worst features first, the rest counted', () => {
  const features = [0.12, 0.5, 0.2, 0.3].map((effect, index) => measured(feature(`f${index}`, { effect })));
  const quiet = measured(feature('quiet', { effect: 0.01 }));
  const small = measured(feature('small', { nCurrent: 3 }));
  assert.equal(
    judge([...features, quiet, small], DEFAULT_POLICY).summary,
    '4 of 5 features drifted: f1 (psi 0.5), f3 (psi 0.3), f2 (psi 0.2) and 1 more; ' +
      '1 could not be judged (small: 3 rows in the window, 100 needed).',
  );
  assert.equal(judge([quiet], DEFAULT_POLICY).summary, 'No drift in 1 feature.');
  const fine = measured(decayed({ effect: 0.001, interval: [-0.004, 0.006] }));
  assert.equal(
    judge([fine], DEFAULT_POLICY).summary,
    'No decay: accuracy 0.8 against 0.85: worse by 0.001 < 0.02.',
  );
});
