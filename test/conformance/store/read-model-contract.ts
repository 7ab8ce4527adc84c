import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../api/ports.ts';
import { evaluation, finding, series } from '../../support/alert-builders.ts';
import { quarantineRow, T0, writeRows } from '../../support/store-rows.ts';
import { notification, retrainingRun, transition } from './alert-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const fields = (rows: readonly Row[], name: string) => rows.map((row) => row[name]);

/** readModelContract: lists are bounded by project, filter and limit, newest first, and ready for the wire. */
export function readModelContract(subject: ContractSubject): void {
  const model = () => subject.store.readModel;

  test('models, versions, features and baselines are listed', async () => {
    const project = subject.project();
    const { versionRegistry, catalogueStore, baselineStore } = subject.store;
    const version = (name: string, registeredAt: number, baselineDefinition = '') =>
      versionRegistry.saveVersion({
        project,
        model: 'm',
        version: name,
        registeredAt,
        source: 'declared',
        baselineDefinition,
      });
    await version('v1', T0);
    await version('v2', T0 + 1, '{"window":"7d"}');
    await versionRegistry.saveVersion({
      project,
      model: 'bare',
      version: 'v1',
      registeredAt: T0,
      source: 'seen',
      baselineDefinition: '',
    });
    const entry = {
      project,
      model: 'm',
      kind: 'numeric',
      kindSource: 'learnt',
      firstSeen: T0,
      lastSeen: T0,
    } as const;
    await catalogueStore.saveCatalogue([
      { ...entry, feature: 'b' },
      { ...entry, feature: 'a', lastSeen: T0 + 5 },
    ]);
    await baselineStore.saveBaseline({
      project,
      model: 'm',
      version: 'v2',
      hash: 'h1',
      origin: { kind: 'file', file: 'f.csv', bytesHash: 'x' },
      rows: 3,
      createdAt: T0,
      metrics: [],
      references: [],
    });
    assert.deepEqual(await model().listModels({ project, limit: 10 }), [
      { model: 'bare', versions: ['v1'], registered_at: iso(T0), features: 0 },
      { model: 'm', versions: ['v1', 'v2'], registered_at: iso(T0), features: 2 },
    ]);
    const versions = await model().listVersions({ project, model: 'm', limit: 10 });
    assert.deepEqual(fields(versions, 'version'), ['v1', 'v2']);
    assert.deepEqual(fields(versions, 'baseline_definition'), [null, { window: '7d' }]);
    assert.deepEqual(fields(await model().listFeatures({ project, limit: 10 }), 'feature'), ['a', 'b']);
    const [baseline] = await model().listBaselines({ project, limit: 10 });
    assert.deepEqual(baseline?.origin, { kind: 'file', file: 'f.csv', bytesHash: 'x' });
    assert.equal(baseline?.row_count, 3);
    assert.equal((await model().listModels({ project, limit: 1 })).length, 1);
    assert.deepEqual(await model().listModels({ project: subject.project(), limit: 10 }), []);
  });

  test('evaluations are listed newest first, and filtered', async () => {
    const project = subject.project();
    const key = series({ project });
    const results = [
      finding({ interval: [0.1, 0.5], details: { bins: 10 } }),
      finding({ subject: { kind: 'score', name: '' }, statistic: 'ks', value: Number.NaN, severity: 'none' }),
    ];
    const items = [
      evaluation(0, 'none', { key, evaluationId: `${project}-0`, evaluatedAt: T0 }),
      evaluation(1, 'critical', { key, evaluationId: `${project}-1`, evaluatedAt: T0, results }),
    ];
    for (const item of items) await subject.store.evaluationStore.saveEvaluation(item);
    const list = await model().listEvaluations({ project, limit: 10 });
    assert.deepEqual(fields(list, 'evaluation_id'), [`${project}-1`, `${project}-0`]);
    assert.equal(list[0]?.window_start, iso(items[1]!.window.start));
    const ids = async (query: object) =>
      fields(await model().listEvaluations({ project, limit: 10, ...query }), 'evaluation_id');
    assert.deepEqual(await ids({ state: ['failed'] }), []);
    assert.deepEqual(await ids({ to: items[1]!.window.start }), [`${project}-0`]);
    assert.deepEqual(await ids({ from: items[1]!.window.start }), [`${project}-1`]);
    assert.deepEqual(await ids({ monitor: 'other' }), []);
    assert.deepEqual(await ids({ version: 'v1', model: key.model, limit: 1 }), [`${project}-1`]);

    const found = await model().getEvaluation(project, `${project}-1`);
    assert.equal(found?.summary, items[1]!.summary);
    const measurements = found?.results as readonly Row[];
    assert.deepEqual(fields(measurements, 'subject'), ['feature', 'score']);
    assert.deepEqual([measurements[0]?.interval_low, measurements[0]?.interval_high], [0.1, 0.5]);
    assert.deepEqual(measurements[0]?.details, { bins: 10 });
    assert.equal(measurements[1]?.value, null);
    assert.equal(await model().getEvaluation(project, 'nope'), null);
    assert.equal(await model().getEvaluation(subject.project(), `${project}-1`), null);

    const ks = await model().listMeasurements({ project, limit: 10, statistic: 'ks' });
    assert.deepEqual(fields(ks, 'subject'), ['score']);
    const named = await model().listMeasurements({ project, limit: 10, feature: 'origin_delay' });
    assert.deepEqual(fields(named, 'effect'), [0.31]);
    const latest = (await model().latestMeasurements(10_000)).filter((row) => row.project === project);
    assert.deepEqual(fields(latest, 'subject').toSorted(), ['feature', 'score']);
    assert.equal(latest[0]?.window_end, iso(items[1]!.window.end));
  });

  test('an incident is what its transitions made of it', async () => {
    const project = subject.project();
    const worse = { severity: 'critical', evidence: [] } as const;
    const history = [
      transition(project),
      transition(project, { ...worse, sequence: 1, kind: 'severity_changed', summary: 'Worse.' }),
      transition(project, {
        ...worse,
        sequence: 2,
        kind: 'resolved',
        state: 'resolved',
        firing: [],
        summary: 'Better.',
        window: { start: T0 + 7000, end: T0 + 8000 },
      }),
    ];
    await subject.store.alertStore.appendTransitions(history);
    await subject.store.alertStore.appendTransitions([
      transition(project, { incidentId: 'i2', model: 'other', since: T0 + 5000 }),
    ]);
    const list = await model().listIncidents({ project, limit: 10 });
    assert.deepEqual(fields(list, 'incident_id'), ['i2', 'i1']);
    const incident = {
      incident_id: 'i1',
      model: 'm',
      version: 'v1',
      state: 'resolved',
      severity: 'critical',
      summary: 'Better.',
      firing: [],
      evidence: history[0]!.evidence,
      since: iso(T0 - 1000),
      opened_at: iso(T0 + 1000),
      changed_at: iso(T0 + 8000),
    };
    assert.deepEqual(await model().listIncidents({ project, model: 'm', limit: 10 }), [
      { ...incident, backfilled: false, transitions: 3 },
    ]);
    const ids = async (query: object) =>
      fields(await model().listIncidents({ project, limit: 10, ...query }), 'incident_id');
    assert.deepEqual(await ids({ state: ['open'] }), ['i2']);
    assert.deepEqual(await ids({ from: T0 }), ['i2']);
    assert.deepEqual(await ids({ monitor: 'inputs', to: T0 }), ['i1']);
    assert.deepEqual(await ids({ monitor: 'nobody' }), []);
    const found = await model().getIncident(project, 'i1');
    assert.deepEqual({ ...found, transitions: null }, { ...incident, transitions: null });
    const transitions = found?.transitions as readonly Row[];
    assert.deepEqual(fields(transitions, 'kind'), ['opened', 'severity_changed', 'resolved']);
    assert.deepEqual(transitions[0]?.series, history[0]!.series);
    assert.equal(transitions[0]?.at, iso(T0 + 2000));
    assert.equal(await model().getIncident(project, ''), null);
    assert.equal(await model().getIncident(subject.project(), 'i1'), null);
  });

  test('notifications and retraining runs are listed without their secrets', async () => {
    const project = subject.project();
    await subject.store.alertStore.appendTransitions([transition(project)]);
    await subject.store.notificationLog.saveNotifications([
      notification(project),
      notification(project, {
        notificationId: 'n2',
        incidentId: 'i9',
        state: 'delivered',
        createdAt: T0 + 1,
      }),
    ]);
    const list = async (query: object) =>
      fields(await model().listNotifications({ project, limit: 10, ...query }), 'notification_id');
    assert.deepEqual(await list({}), ['n2', 'n1']);
    assert.deepEqual(await list({ incidentId: 'i9' }), ['n2']);
    assert.deepEqual(await list({ model: 'm' }), ['n1']);
    assert.deepEqual(await list({ state: ['delivered'] }), ['n2']);
    await subject.store.retrainingStore.saveRun(retrainingRun(project));
    const [run] = await model().listRetrainingRuns({ project, version: 'v1', limit: 10 });
    assert.equal(run?.run_id, 'r1');
    assert.equal(run?.decided_at, iso(T0));
    assert.doesNotMatch(JSON.stringify(run), /ab12|token/);
    assert.deepEqual(await model().listRetrainingRuns({ project, state: ['failed'], limit: 10 }), []);
  });

  test('quarantine is listed newest first, a repeated record once', async () => {
    const project = subject.project();
    const rows = [
      quarantineRow(project),
      quarantineRow(project, {
        quarantine_id: 'q2',
        received_at: T0 + 1,
        code: 'invalid_json',
        raw: '{"a\0',
      }),
    ];
    await writeRows(subject.store, 'quarantine', rows);
    await writeRows(subject.store, 'quarantine', rows);
    const list = await model().listQuarantine({ project, limit: 10 });
    assert.deepEqual(fields(list, 'quarantine_id'), ['q2', 'q1']);
    assert.equal(list[0]?.raw, '{"a\0');
    assert.equal(list[0]?.received_at, iso(T0 + 1));
    const coded = await model().listQuarantine({ project, state: ['invalid_json'], limit: 10 });
    assert.deepEqual(fields(coded, 'quarantine_id'), ['q2']);
  });
}
