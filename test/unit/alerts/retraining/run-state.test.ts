import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyReport, type RetrainingReport } from '../../../../alerts/retraining/run-state.ts';
import type { RetrainingRun, RetrainingState } from '../../../../domain/index.ts';

function run(state: RetrainingState): RetrainingRun {
  return {
    project: 'default',
    runId: 'run-1',
    incidentId: 'incident-1',
    notifier: 'retrain',
    model: 'delays',
    fromVersion: 'v1',
    toVersion: state === 'succeeded' ? 'v2' : '',
    state,
    reason: 'decay is critical',
    window: { start: 0, end: 1 },
    worstFeatures: [],
    tokenHash: '',
    decidedAt: 0,
    requestedAt: 0,
    updatedAt: 0,
  };
}

const started: RetrainingReport = { state: 'started' };
const succeeded: RetrainingReport = { state: 'succeeded', version: 'v2' };
const failed: RetrainingReport = { state: 'failed', message: 'out of memory' };

const TABLE: readonly (readonly [RetrainingState, RetrainingReport, string])[] = [
  ['requested', started, 'moves'],
  ['requested', succeeded, 'moves'],
  ['requested', failed, 'moves'],
  ['started', started, 'repeats'],
  ['started', succeeded, 'moves'],
  ['started', failed, 'moves'],
  ['succeeded', started, 'conflicts'],
  ['succeeded', succeeded, 'repeats'],
  ['succeeded', { state: 'succeeded', version: 'v3' }, 'conflicts'],
  ['succeeded', failed, 'conflicts'],
  ['failed', started, 'conflicts'],
  ['failed', succeeded, 'conflicts'],
  ['failed', failed, 'repeats'],
  ['suppressed', started, 'conflicts'],
  ['suppressed', succeeded, 'conflicts'],
  ['suppressed', failed, 'conflicts'],
  ['started', { state: 'succeeded', version: 'v1' }, 'conflicts'],
];

for (const [state, report, kind] of TABLE) {
  test(`run: ${state}, reported ${JSON.stringify(report)}: ${kind}`, () => {
    const before = run(state);
    const outcome = applyReport(before, report, 5);
    assert.equal(outcome.kind, kind);
    if (outcome.kind === 'repeats') assert.equal(outcome.run, before);
    if (outcome.kind !== 'moves') return;
    assert.equal(outcome.run.state, report.state);
    assert.equal(outcome.run.updatedAt, 5);
    assert.equal(outcome.run.toVersion, report.state === 'succeeded' ? 'v2' : '');
    assert.equal(outcome.run.reason, report.state === 'failed' ? 'out of memory' : 'decay is critical');
  });
}
