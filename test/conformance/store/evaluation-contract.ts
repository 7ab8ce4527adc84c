import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ALL_MODELS,
  type AlertSnapshot,
  type Evaluation,
  type SeriesKey,
  type Severity,
} from '../../../domain/index.ts';
import { evaluation as builtEvaluation, finding, series } from '../../support/alert-builders.ts';
import { T0 } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

/** evaluation is a built one that was made today: evaluations expire. */
function evaluation(
  day: number,
  severity: Severity,
  changes: Partial<Evaluation> & { readonly key: SeriesKey },
): Evaluation {
  return builtEvaluation(day, severity, { evaluatedAt: T0, ...changes });
}

/** evaluationContract: evaluations come back whole, and the alerts hear of each exactly as often as needed. */
export function evaluationContract(subject: ContractSubject): void {
  const save = async (...evaluations: readonly Evaluation[]) => {
    for (const item of evaluations) await subject.store.evaluationStore.saveEvaluation(item);
  };
  const unprocessed = async (project: string) =>
    (await subject.store.evaluationFeed.unprocessed(1000, ALL_MODELS)).filter(
      (item) => item.project === project,
    );
  const snapshotOf = (item: Evaluation): AlertSnapshot => ({
    project: item.project,
    model: item.model,
    monitor: item.monitor,
    version: item.version,
    deployment: item.deployment,
    segment: item.segment,
    state: 'pending',
    streak: 1,
    severity: 'warning',
    since: item.window.start,
    lastWindowEnd: item.window.end,
    lastEvaluationId: item.evaluationId,
    incidentId: '',
  });
  const ids = (evaluations: readonly Evaluation[]) => evaluations.map((item) => item.evaluationId);

  test('an evaluation comes back with every field, numbers that are not finite included', async () => {
    const key = series({ project: subject.project() });
    const results = [
      finding({ subject: { kind: 'embedding', name: 'text' }, statistic: 'domain_classifier' }),
      finding({
        interval: [-0.1, 0.25],
        details: { bins: 10, note: 'it\'s "fine" \\', merged: true, gone: null },
      }),
      finding({
        subject: { kind: 'features', name: '' },
        statistic: 'mmd',
        contributions: [
          { name: 'a', share: 0.75 },
          { name: 'it\'s "b"', share: 0.25 },
        ],
      }),
      finding({
        subject: { kind: 'score', name: '' },
        statistic: 'ks',
        value: Number.NaN,
        effect: Number.NaN,
        pValue: null,
        pAdjusted: null,
        errorBound: 1e-12,
        status: 'insufficient_data',
        severity: 'none',
      }),
    ];
    const item = evaluation(0, 'critical', { key, results, mode: 'backfill', notify: true, revision: 3 });
    await save(item);
    const [loaded] = await unprocessed(key.project);
    assert.deepEqual(loaded, item);
  });

  test('saving the same evaluation twice leaves one', async () => {
    const key = series({ project: subject.project() });
    const item = evaluation(0, 'warning', { key, results: [finding()] });
    await save(item, item);
    assert.deepEqual(await unprocessed(key.project), [item]);
  });

  test('a window that is evaluated again replaces the older evaluation and its measurements', async () => {
    const key = series({ project: subject.project() });
    const two = [finding(), finding({ subject: { kind: 'feature', name: 'other' } })];
    await save(evaluation(0, 'critical', { key, evaluationId: 'old', results: two }));
    await save(
      evaluation(0, 'none', { key, evaluationId: 'new', revision: 2, results: [finding({ value: 0.01 })] }),
    );
    const [loaded, ...more] = await unprocessed(key.project);
    assert.deepEqual(more, []);
    assert.equal(loaded?.evaluationId, 'new');
    assert.deepEqual(
      loaded?.results.map(({ subject: { name }, value }) => [name, value]),
      [['origin_delay', 0.01]],
    );
    const shown = await subject.store.readModel.listMeasurements({ project: key.project, limit: 10 });
    assert.deepEqual(
      shown.map(({ feature }) => feature),
      ['origin_delay'],
    );
  });

  test('progress is the newest window and the number of windows of each series', async () => {
    const project = subject.project();
    const [a, b] = [series({ project }), series({ project, segment: 'eu' })];
    const items = [0, 1, 2].map((day) => evaluation(day, 'none', { key: a }));
    await save(...items, items[2]!, evaluation(0, 'none', { key: b }));
    const progress = (await subject.store.evaluationStore.loadProgress())
      .filter((item) => item.project === project)
      .sort((x, y) => y.windows - x.windows);
    assert.deepEqual(progress, [
      { ...a, lastWindowEnd: items[2]!.window.end, windows: 3 },
      { ...b, lastWindowEnd: items[0]!.window.end, windows: 1 },
    ]);
  });

  test('the feed gives what is newer than the snapshot, oldest window first', async () => {
    const project = subject.project();
    const [a, b] = [series({ project }), series({ project, monitor: 'b' })];
    const own = [2, 0, 1].map((day) =>
      evaluation(day, 'warning', { key: a, evaluationId: `${project}-a${day}` }),
    );
    const other = evaluation(1, 'none', { key: b, evaluationId: `${project}-b1` });
    await save(...own, other);
    const all = [`${project}-a0`, `${project}-a1`, `${project}-b1`, `${project}-a2`];
    assert.deepEqual(ids(await unprocessed(project)).toSorted(), all.toSorted());
    assert.equal((await unprocessed(project))[0]?.evaluationId, `${project}-a0`);
    await subject.store.alertStore.saveAlerts([snapshotOf(own[2]!)]);
    assert.deepEqual(ids(await unprocessed(project)).toSorted(), [`${project}-a2`, `${project}-b1`]);
    await subject.store.alertStore.saveAlerts([snapshotOf(own[0]!), snapshotOf(other)]);
    assert.deepEqual(await unprocessed(project), []);
  });

  test('a window that the snapshot covers does not return to the feed when it is judged again', async () => {
    const key = series({ project: subject.project() });
    const item = evaluation(0, 'warning', { key, evaluationId: 'first' });
    await save(item);
    await subject.store.alertStore.saveAlerts([snapshotOf(item)]);
    await save(item);
    assert.deepEqual(await unprocessed(key.project), []);
    await save({ ...item, evaluationId: 'second', revision: 2 });
    await save(evaluation(-1, 'warning', { key, evaluationId: 'older window' }));
    assert.deepEqual(ids(await unprocessed(key.project)), []);
    await save(evaluation(1, 'warning', { key, evaluationId: 'next window' }));
    assert.deepEqual(ids(await unprocessed(key.project)), ['next window']);
  });

  test('the feed gives at most as many evaluations as asked for', async () => {
    const key = series({ project: subject.project() });
    await save(...[0, 1, 2].map((day) => evaluation(day, 'none', { key })));
    assert.equal((await subject.store.evaluationFeed.unprocessed(2, ALL_MODELS)).length, 2);
    const rest = (await unprocessed(key.project)).at(-1)!;
    await subject.store.alertStore.saveAlerts([snapshotOf(rest)]);
  });

  test('monitor definitions are recorded once per policy', async () => {
    const project = subject.project();
    const monitor = { project, monitor: 'inputs', model: 'm', policyHash: 'h1', definition: '{"a":1}' };
    await subject.store.monitorStore.saveMonitors([monitor]);
    await subject.store.monitorStore.saveMonitors([monitor, { ...monitor, policyHash: 'h2' }]);
    const rows = await subject.harness.sql(
      `SELECT policy_hash, definition FROM monitors FINAL WHERE project = '${project}' ORDER BY policy_hash`,
    );
    assert.deepEqual(rows, [
      { policy_hash: 'h1', definition: '{"a":1}' },
      { policy_hash: 'h2', definition: '{"a":1}' },
    ]);
  });
}
