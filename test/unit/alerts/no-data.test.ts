import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NoDataPolicy, noDataSeries, noDataStep } from '../../../alerts/no-data.ts';
import type { AlertSnapshot } from '../../../domain/index.ts';
import { alert, DAY, START } from '../../support/alert-builders.ts';

const policy: NoDataPolicy = { afterMs: DAY, severity: 'critical', exclude: ['batch'] };
const mark = (ago: number, model = 'delays') => ({ project: 'default', model, eventTime: START - ago });
const watched = alert({ ...noDataSeries('default', 'delays'), lastWindowEnd: START - 5 * DAY });
const silent: AlertSnapshot = { ...watched, state: 'firing', severity: 'critical', since: START - 2 * DAY };

const TABLE: readonly (readonly [string, number, AlertSnapshot | undefined, string | null])[] = [
  ['a model with fresh records is watched', 1000, undefined, 'watched'],
  ['imported history alone is not silence', 30 * DAY, undefined, null],
  ['a watched model with fresh records is left alone', 1000, watched, null],
  ['exactly at the limit it is not silent yet', DAY, watched, null],
  ['a watched model beyond the limit is silent', DAY + 1, watched, 'silent'],
  ['a silent model stays silent', 2 * DAY, silent, null],
  ['a silent model with a fresh record is back', 1000, silent, 'back'],
];

for (const [name, ago, before, kind] of TABLE) {
  test(`no_data: ${name}`, () => {
    assert.equal(noDataStep(mark(ago), before, policy, START)?.kind ?? null, kind);
  });
}

test('no_data: an excluded model may be silent', () => {
  assert.equal(noDataStep(mark(9 * DAY, 'batch'), watched, policy, START), null);
});

test('no_data: the silence has one id, however often it is judged', () => {
  const ids = [0, 1, 2].map((later) => {
    const step = noDataStep(mark(2 * DAY), watched, policy, START + later);
    return step?.kind === 'silent' ? step.cause.evaluationId : null;
  });
  assert.equal(new Set(ids).size, 1);
  const other = noDataStep(mark(3 * DAY), watched, policy, START);
  assert.ok(other?.kind === 'silent' && other.cause.evaluationId !== ids[0]);
});
