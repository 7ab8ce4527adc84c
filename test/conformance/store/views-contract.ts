import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../api/ports.ts';
import type { AlertSnapshot, Evaluation, SeriesKey, Severity } from '../../../domain/index.ts';
import { DAY, evaluation, finding, START, series } from '../../support/alert-builders.ts';
import { T0 } from '../../support/store-rows.ts';
import { retrainingRun, transition } from './alert-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const named = (name: string) => ({ kind: 'feature', name }) as const;

/** hourly judges hour `index` after START, on this day of the clock: evaluations expire. */
function hourly(key: SeriesKey, index: number, severity: Severity, changes: Partial<Evaluation> = {}) {
  const start = START + index * HOUR;
  const window = { start, end: start + HOUR };
  const evaluationId = `${key.project}-${key.monitor}-${index}`;
  return evaluation(0, severity, { key, window, evaluationId, evaluatedAt: T0, ...changes });
}

/** viewsContract: what people look at follows the newest evaluations, and shows each project its own. */
export function viewsContract(subject: ContractSubject): void {
  const read = () => subject.store.readModel;
  const save = async (...items: readonly Evaluation[]) => {
    for (const item of items) await subject.store.evaluationStore.saveEvaluation(item);
  };
  const register = (project: string, version: string, registeredAt: number, model = 'delays') =>
    subject.store.versionRegistry.saveVersion({
      project,
      model,
      version,
      registeredAt,
      source: 'declared',
      baselineDefinition: '',
    });
  const snapshot = (key: SeriesKey, changes: Partial<AlertSnapshot>): AlertSnapshot => ({
    ...key,
    state: 'inactive',
    streak: 0,
    severity: 'none',
    since: null,
    lastWindowEnd: START + 100 * HOUR,
    lastEvaluationId: 'e',
    incidentId: '',
    ...changes,
  });

  test('a series shows its newest window, its worst measurement and its alert', async () => {
    const project = subject.project();
    const key = series({ project });
    const results = [
      finding({ effect: 0.9, value: 0.9, severity: 'warning', threshold: 0.5 }),
      finding({ subject: named('worst'), statistic: 'ks', effect: 0.4, value: 0.4, severity: 'critical' }),
      finding({ subject: named('wild'), effect: 9, severity: 'critical', status: 'insufficient_data' }),
      finding({ subject: named('lost'), effect: Number.NaN, severity: 'critical' }),
    ];
    await save(hourly(key, 2, 'critical', { results }), hourly(key, 1, 'warning', { results: [] }));
    const query = { project, limit: 10 };
    const [row, ...more] = await read().listSeries(query);
    assert.deepEqual(more, []);
    assert.equal(row?.window_end, iso(START + 3 * HOUR));
    assert.equal(row?.evaluation_id, `${project}-inputs-2`);
    assert.deepEqual(
      [row?.worst_feature, row?.worst_statistic, row?.worst_effect, row?.worst_threshold],
      ['worst', 'ks', 0.4, 0.1],
    );
    assert.deepEqual([row?.alert_state, row?.alert_since, row?.incident_id], ['inactive', null, '']);
    const firing = { state: 'firing', streak: 2, since: START + HOUR, incidentId: 'i1' } as const;
    await subject.store.alertStore.saveAlerts([snapshot(key, firing)]);
    const [fired] = await read().listSeries({ ...query, model: 'delays', monitor: 'inputs', version: 'v1' });
    assert.deepEqual(
      [fired?.alert_state, fired?.alert_since, fired?.streak, fired?.incident_id],
      ['firing', iso(START + HOUR), 2, 'i1'],
    );
    // Judged again without anything to measure: the same window, the newer evaluation.
    await save(hourly(key, 2, 'none', { evaluationId: 'again', status: 'insufficient_data' }));
    const [again] = await read().listSeries(query);
    assert.deepEqual(
      [again?.evaluation_id, again?.status, again?.worst_statistic, again?.worst_effect],
      ['again', 'insufficient_data', '', null],
    );
    for (const other of [{ monitor: 'x' }, { version: 'x' }, { model: 'x' }, { project: subject.project() }])
      assert.deepEqual(await read().listSeries({ ...query, ...other }), []);
  });

  test('days hold the newest evaluation of every window, also of one that was judged again', async () => {
    const [project, other] = [subject.project(), subject.project()];
    const key = series({ project });
    const value = (effect: number, changes: object = {}) =>
      finding({ value: effect * 2, effect, pAdjusted: effect / 10, ...changes });
    const gone = { subject: named('gone') };
    await save(
      hourly(key, 0, 'warning', { results: [value(0.2), value(0.8, { ...gone, severity: 'critical' })] }),
      hourly(key, 1, 'critical', { results: [value(0.4, { severity: 'critical' })] }),
      hourly(key, 2, 'none', { results: [value(7, { status: 'insufficient_data', severity: 'none' })] }),
      hourly(key, 24, 'none', {
        results: [value(0.05, { severity: 'none' }), value(0.3, { statistic: 'ks' })],
      }),
      hourly(series({ project: other }), 0, 'none', { results: [value(0.01)] }),
    );
    const query = { project, model: 'delays', limit: 10 };
    const summary = async (more: object = {}) =>
      (await read().listMeasurementDays({ ...query, ...more })).map((row) => [
        row.day,
        `${row.feature} ${row.statistic}`,
        row.windows,
        row.undecided,
        row.worst_effect,
        row.severity,
      ]);
    const [day0, day1] = [iso(START), iso(START + DAY)];
    const later = [
      [day1, 'origin_delay ks', 1, 0, 0.3, 'warning'],
      [day1, 'origin_delay psi', 1, 0, 0.05, 'none'],
    ];
    assert.deepEqual(await summary(), [
      ...later,
      [day0, 'gone psi', 1, 0, 0.8, 'critical'],
      [day0, 'origin_delay psi', 2, 1, 0.4, 'critical'],
    ]);
    const again = { evaluationId: 'again', revision: 1, results: [value(0.1, { severity: 'none' })] };
    await save(hourly(key, 0, 'none', again));
    // Saying it twice changes nothing.
    await save(hourly(key, 0, 'none', again));
    assert.deepEqual(await summary(), [...later, [day0, 'origin_delay psi', 2, 1, 0.4, 'critical']]);
    const [row] = await read().listMeasurementDays({ ...query, to: START + DAY });
    assert.deepEqual(
      [row?.worst_value, row?.mean_effect, row?.min_p_adjusted, row?.threshold],
      [0.8, 0.25, 0.01, 0.1],
    );
    assert.deepEqual(await summary({ worst: true, from: START + DAY }), [later[0]]);
    assert.deepEqual(await summary({ statistic: 'psi', from: START + DAY }), [later[1]]);
    for (const none of [{ feature: 'gone' }, { monitor: 'x' }, { version: 'x' }, { model: 'x' }])
      assert.deepEqual(await summary(none), []);
    assert.equal((await read().listMeasurementDays({ ...query, project: other })).length, 1);
    const windows = await read().listEvaluations({ project, limit: 10 });
    assert.deepEqual(
      windows.map(({ evaluation_id }) => evaluation_id),
      [`${project}-inputs-24`, `${project}-inputs-2`, `${project}-inputs-1`, 'again'],
    );
    const shown = await read().listMeasurements({ project, to: START + HOUR, limit: 10 });
    assert.deepEqual(
      shown.map(({ evaluation_id, effect }) => [evaluation_id, effect]),
      [['again', 0.1]],
    );
  });

  test('performance is shown against the baseline, with the share of labels it rests on', async () => {
    const project = subject.project();
    const key = series({ project, monitor: 'quality' });
    const details = { baseline: 0.9, predictions: 200, labelled: 150, labelled_share: 0.75 };
    const accuracy = finding({
      subject: { kind: 'prediction', name: '' },
      statistic: 'accuracy',
      value: 0.7,
      effect: 0.2,
      interval: [0.1, 0.3],
      nCurrent: 150,
      details,
    });
    const early = { ...accuracy, status: 'insufficient_data', severity: 'none' } as const;
    // Stored before the counts were part of the details.
    const older = { ...early, details: { baseline: 0.9, labelled_share: 0.75 } };
    const drift = finding({ subject: { kind: 'prediction', name: '' }, statistic: 'psi' });
    await save(
      hourly(key, 0, 'warning', { results: [accuracy, drift] }),
      hourly(key, 1, 'none', { results: [early] }),
      hourly(key, 2, 'none', { results: [older] }),
    );
    const rows = await read().listPerformance({ project, model: 'delays', version: 'v1', limit: 10 });
    assert.deepEqual(
      rows.map(({ statistic, reference_value, labelled, predictions, label_share, mature }) => [
        statistic,
        reference_value,
        labelled,
        predictions,
        label_share,
        mature,
      ]),
      [
        ['accuracy', 0.9, 150, null, 0.75, false],
        ['accuracy', 0.9, 150, 200, 0.75, false],
        ['accuracy', 0.9, 150, 200, 0.75, true],
      ],
    );
    assert.deepEqual([rows[2]?.value, rows[2]?.interval_low, rows[2]?.interval_high], [0.7, 0.1, 0.3]);
    assert.deepEqual(await read().listPerformance({ project, model: 'x', limit: 10 }), []);
    assert.deepEqual(await read().listPerformance({ project, model: 'delays', version: 'x', limit: 10 }), []);
  });

  test('a timeline has incidents, retraining runs and versions in event time', async () => {
    const project = subject.project();
    const model = 'delays';
    await register(project, 'v1', T0);
    // Known early, and without traffic.
    await register(project, 'v2', T0 + 5);
    await save(hourly(series({ project }), 5, 'none'), hourly(series({ project }), 3, 'none'));
    const at = (start: number) => ({ window: { start, end: start + HOUR }, model });
    await subject.store.alertStore.appendTransitions([
      transition(project, { ...at(START), since: START }),
      transition(project, {
        ...at(START + DAY),
        sequence: 1,
        kind: 'resolved',
        state: 'resolved',
        summary: 'Over.',
        firing: [],
        since: START,
      }),
      transition(project, { ...at(START + DAY), incidentId: 'i2', since: START + DAY }),
    ]);
    const times = { decidedAt: START + 2 * DAY, requestedAt: T0, updatedAt: T0 + HOUR };
    await subject.store.retrainingStore.saveRun(
      retrainingRun(project, { ...times, model, state: 'succeeded', toVersion: 'v2' }),
    );
    await subject.store.retrainingStore.saveRun(
      retrainingRun(project, { ...times, model, runId: 'r2', state: 'started' }),
    );
    const entries = async (more: object = {}) =>
      (await read().listTimeline({ project, limit: 20, ...more })).map(({ kind, ref, at: from, until }) => [
        kind,
        ref,
        from,
        until,
      ]);
    const all = [
      ['version', 'v2', iso(T0 + 5), null],
      ['retraining', 'r1', iso(START + 2 * DAY), iso(START + 2 * DAY + HOUR)],
      ['retraining', 'r2', iso(START + 2 * DAY), null],
      ['incident', 'i2', iso(START + DAY), null],
      ['version', 'v1', iso(START + 3 * HOUR), null],
      ['incident', 'i1', iso(START), iso(START + DAY + HOUR)],
    ];
    assert.deepEqual(await entries(), all);
    assert.deepEqual(await entries({ model, to: START + 1 }), [all[5]]);
    // An incident that began before and goes on is part of every later span, one that ended is not.
    assert.deepEqual(await entries({ from: START + 2 * DAY + 1, to: START + 3 * DAY }), [all[1], all[3]]);
    assert.deepEqual(await entries({ model: 'x' }), []);
    const [incident] = (await read().listTimeline({ project, limit: 20 })).filter(({ ref }) => ref === 'i1');
    assert.deepEqual([incident?.title, incident?.text], ['Incident: inputs', 'origin_delay drifts.']);
  });

  test('the fleet shows each model by its alerts, the newest windows and its traffic', async () => {
    const project = subject.project();
    const models = ['alarmed', 'blind', 'calm', 'fresh', 'hurt', 'silent'];
    for (const model of models) await register(project, 'v1', START, model);
    await register(project, 'v2', START + HOUR, 'calm');
    const of = (model: string, changes: Partial<SeriesKey> = {}) => series({ project, model, ...changes });
    const insufficient = { status: 'insufficient_data' } as const;
    await save(
      hourly(of('alarmed'), 0, 'warning'),
      hourly(of('blind'), 0, 'none', insufficient),
      // The old version was bad to the end; the new one is good, and was judged on the same window.
      hourly(of('calm'), 30, 'critical'),
      hourly(of('calm', { version: 'v2' }), 30, 'none'),
      hourly(of('calm', { version: 'v2', monitor: 'other' }), 30, 'none', insufficient),
      hourly(of('hurt'), 0, 'critical'),
      hourly(of('silent'), 0, 'none'),
    );
    const seen = [of('calm'), of('calm', { version: 'v2' }), of('silent')].map((key) => snapshot(key, {}));
    const pending = snapshot(of('alarmed'), { state: 'firing', severity: 'warning' });
    const gone = snapshot(of('silent', { monitor: 'no_data', version: '' }), {
      state: 'firing',
      severity: 'warning',
    });
    await subject.store.alertStore.saveAlerts([...seen, pending, gone]);
    await subject.store.alertStore.appendTransitions([
      transition(project, { model: 'alarmed', incidentId: 'i9' }),
      transition(project, { model: 'calm', incidentId: 'i8' }),
      transition(project, {
        model: 'calm',
        incidentId: 'i8',
        sequence: 1,
        state: 'resolved',
        kind: 'resolved',
      }),
    ]);
    const rows = await read().listFleet({ project, limit: 10 });
    assert.deepEqual(
      rows.map(({ model, state, current_version, firing }) => [model, state, current_version, firing]),
      [
        ['alarmed', 'warning', 'v1', ['inputs']],
        ['blind', 'no_data', 'v1', []],
        ['calm', 'ok', 'v2', []],
        ['fresh', 'waiting', 'v1', []],
        ['hurt', 'critical', 'v1', []],
        ['silent', 'no_data', 'v1', ['no_data']],
      ],
    );
    const [alarmed, , calm, fresh] = rows as readonly (Row & { days: readonly Row[] })[];
    assert.deepEqual(
      [alarmed?.open_incidents, alarmed?.incident_id, alarmed?.incident_since],
      [1, 'i9', iso(T0 - 1000)],
    );
    assert.deepEqual(
      [calm?.versions, calm?.monitors, calm?.open_incidents, calm?.incident_since],
      [2, 2, 0, null],
    );
    assert.deepEqual([fresh?.newest_window_end, fresh?.evaluated_at], [null, null]);
    assert.equal(calm?.newest_window_end, iso(START + 31 * HOUR));
    for (const row of [alarmed, calm]) assert.equal(row?.days.length, 90);
    assert.deepEqual(alarmed?.days.slice(-2), [
      { day: iso(START), severity: 'warning' },
      { day: iso(START + DAY), severity: null },
    ]);
    assert.deepEqual(calm?.days.at(-1), { day: iso(START + DAY), severity: 'critical' });
    assert.deepEqual(await read().listFleet({ project: subject.project(), limit: 10 }), []);
    assert.equal((await read().listFleet({ project, limit: 2 })).length, 2);
  });
}
