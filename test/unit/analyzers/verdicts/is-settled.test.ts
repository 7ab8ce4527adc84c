import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSettled } from '../../../../analyzers/verdicts/is-settled.ts';
import { verdictPolicy } from '../../../../analyzers/verdicts/policy.ts';
import type { Measurement } from '../../../../domain/index.ts';

const policy = verdictPolicy({ thresholds: { ks: { delta: 0.1, critical: 0.25 } } });

function ks(interval: readonly [number, number] | null, over: Partial<Measurement> = {}): Measurement {
  return {
    subject: { kind: 'feature', name: 'x' },
    statistic: 'ks',
    definition: 'ks/1',
    value: 0.1,
    effect: 0.1,
    pValue: 1e-9,
    interval,
    nReference: 1000,
    nCurrent: 1000,
    engine: 'clickhouse',
    exact: false,
    errorBound: null,
    tookMs: 0,
    details: { noise_95: 0.02, p_low: 1e-10 },
    ...over,
  };
}

const CASES: readonly (readonly [string, Measurement, boolean])[] = [
  ['an exact value', ks(null), true],
  ['that of a standard error', ks([0.09, 0.11], { details: { noise_95: 0.02 } }), true],
  ['below the threshold', ks([0.05, 0.09]), true],
  ['ends below the threshold by a hair', ks([0.05, 0.0999]), true],
  ['begins at the threshold', ks([0.1, 0.12]), true],
  ['holds the threshold', ks([0.09, 0.11]), false],
  ['ends at the threshold', ks([0.09, 0.1]), false],
  ['between warning and critical', ks([0.12, 0.2]), true],
  ['holds the critical threshold', ks([0.24, 0.26]), false],
  [
    'a window so small that chance reaches the threshold',
    ks([0.05, 0.06], { details: { noise_95: 0.11, p_low: 0 } }),
    false,
  ],
  [
    'above, with a p-value that may or may not be evidence',
    ks([0.11, 0.12], { pValue: 0.02, details: { p_low: 0.005 } }),
    false,
  ],
  [
    'above, without evidence at either end',
    ks([0.11, 0.12], { pValue: 0.2, details: { p_low: 0.05 } }),
    true,
  ],
  [
    'below, where the p-value decides nothing',
    ks([0.05, 0.06], { pValue: 0.02, details: { p_low: 0.005 } }),
    true,
  ],
];

for (const [name, measurement, settled] of CASES) {
  test(`an interval that is ${name} is ${settled ? '' : 'not '}settled`, () => {
    assert.equal(isSettled(measurement, policy), settled);
  });
}
