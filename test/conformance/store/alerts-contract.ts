import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_MODELS } from '../../../domain/index.ts';
import { alert, series } from '../../support/alert-builders.ts';
import { T0 } from '../../support/store-rows.ts';
import { notification, retrainingRun, transition } from './alert-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

/** alertsContract: the newest state of everything that alerts keep comes back. */
export function alertsContract(subject: ContractSubject): void {
  const alertStore = () => subject.store.alertStore;

  test('the newest snapshot of a series comes back', async () => {
    const project = subject.project();
    const first = alert({
      ...series({ project }),
      state: 'pending',
      streak: 1,
      since: T0,
      severity: 'warning',
    });
    const other = alert(series({ project, segment: 'eu' }));
    await alertStore().saveAlerts([first, other]);
    const newest = {
      ...first,
      state: 'firing',
      streak: 0,
      incidentId: 'i1',
      lastEvaluationId: 'e2',
    } as const;
    await alertStore().saveAlerts([newest]);
    const found = (await alertStore().loadAlerts()).filter((item) => item.project === project);
    assert.deepEqual(found, [newest, other]);
    await alertStore().saveAlerts([]);
  });

  test('transitions are appended, a repeated one once', async () => {
    const project = subject.project();
    const opened = transition(project);
    const worse = transition(project, {
      sequence: 1,
      kind: 'severity_changed',
      severity: 'critical',
      at: T0 + 3000,
    });
    await alertStore().appendTransitions([opened]);
    await alertStore().appendTransitions([opened, worse]);
    assert.deepEqual(await alertStore().loadIncident(project, 'i1'), [opened, worse]);
    assert.deepEqual(await alertStore().loadIncident(project, 'i2'), []);
    assert.deepEqual(await alertStore().loadIncident(subject.project(), 'i1'), []);
  });

  test('open incidents are those whose last transition left them open', async () => {
    const project = subject.project();
    const open = [
      transition(project),
      transition(project, { sequence: 1, kind: 'alert_added', firing: ['a', 'b'] }),
    ];
    const closed = [
      transition(project, { incidentId: 'i2' }),
      transition(project, { incidentId: 'i2', sequence: 1, kind: 'resolved', state: 'resolved', firing: [] }),
    ];
    await alertStore().appendTransitions([...closed, ...open]);
    const found = (await alertStore().loadOpenIncidents()).filter((item) => item.project === project);
    assert.deepEqual(found, open);
  });

  test('a notification comes back in its newest state', async () => {
    const project = subject.project();
    const log = subject.store.notificationLog;
    const first = notification(project);
    const second = notification(project, { notificationId: 'n2', createdAt: T0 + 1, kind: 'email' });
    const elsewhere = notification(project, { notificationId: 'n3', incidentId: 'i2', state: 'suppressed' });
    await log.saveNotifications([first, second, elsewhere]);
    const pending = (await log.loadPending(ALL_MODELS)).filter((item) => item.project === project);
    assert.deepEqual(pending, [first, second]);
    const delivered = {
      ...first,
      state: 'delivered',
      attempts: 2,
      lastError: 'HTTP 500',
      receipt: { channel: 'C1', ts: '1.2', "it's": '\\' },
      updatedAt: T0 + 5,
    } as const;
    await log.saveNotifications([delivered]);
    assert.deepEqual(await log.loadForIncident(project, 'i1'), [delivered, second]);
    const left = (await log.loadPending(ALL_MODELS)).filter((item) => item.project === project);
    assert.deepEqual(left, [second]);
  });

  test('a retraining run comes back in its newest state, by id and by model', async () => {
    const project = subject.project();
    const { retrainingStore } = subject.store;
    const first = retrainingRun(project);
    const later = retrainingRun(project, { runId: 'r2', decidedAt: T0 + 10, state: 'suppressed' });
    const replayed = retrainingRun(project, { runId: 'r0', decidedAt: Date.UTC(2001, 2, 1), model: 'm' });
    for (const run of [first, later, replayed]) await retrainingStore.saveRun(run);
    const done = { ...first, state: 'succeeded', toVersion: 'v2', updatedAt: T0 + 99 } as const;
    await retrainingStore.saveRun(done);
    assert.deepEqual(await retrainingStore.loadRun(project, 'r1'), done);
    assert.equal(await retrainingStore.loadRun(project, 'nope'), null);
    assert.equal(await retrainingStore.loadRun(subject.project(), 'r1'), null);
    assert.deepEqual(await retrainingStore.loadRunsSince(project, 'm', T0), [done, later]);
    assert.deepEqual(await retrainingStore.loadRunsSince(project, 'm', T0 + 1), [later]);
    assert.deepEqual(await retrainingStore.loadRunsSince(project, 'm', -Infinity), [replayed, done, later]);
    assert.deepEqual(await retrainingStore.loadRunsSince(project, 'other', 0), []);
  });
}
