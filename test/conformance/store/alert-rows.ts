import type { IncidentTransition, Notification, RetrainingRun } from '../../../domain/index.ts';
import { series } from '../../support/alert-builders.ts';
import { T0 } from '../../support/store-rows.ts';

/** transition builds one row of an incident's history. */
export function transition(project: string, over: Partial<IncidentTransition> = {}): IncidentTransition {
  return {
    project,
    incidentId: 'i1',
    transitionId: `t${over.sequence ?? 0}`,
    sequence: 0,
    kind: 'opened',
    state: 'open',
    severity: 'warning',
    model: 'm',
    version: 'v1',
    firing: ['inputs'],
    series: series({ project }),
    window: { start: T0, end: T0 + 1000 },
    since: T0 - 1000,
    evaluationId: 'e1',
    summary: 'origin_delay drifts.',
    evidence: [
      {
        subject: { kind: 'feature', name: 'it\'s "x" \\' },
        statistic: 'psi',
        value: 0.3,
        effect: 0.3,
        pAdjusted: 0.001,
        threshold: 0.1,
        severity: 'warning',
        rule: 'psi 0.3 ≥ 0.1',
        interval: null,
      },
    ],
    backfilled: false,
    at: T0 + 2000,
    ...over,
  };
}

/** notification builds one row of the notification log. */
export function notification(project: string, over: Partial<Notification> = {}): Notification {
  return {
    project,
    notificationId: 'n1',
    notifier: 'slack-ops',
    kind: 'slack',
    incidentId: 'i1',
    transitionId: 't0',
    state: 'pending',
    attempts: 0,
    nextAttemptAt: T0,
    lastError: '',
    receipt: {},
    createdAt: T0,
    updatedAt: T0,
    ...over,
  };
}

/** retrainingRun builds one decision to retrain. */
export function retrainingRun(project: string, over: Partial<RetrainingRun> = {}): RetrainingRun {
  return {
    project,
    runId: 'r1',
    incidentId: 'i1',
    notifier: 'pipeline',
    model: 'm',
    fromVersion: 'v1',
    toVersion: '',
    state: 'requested',
    reason: 'origin_delay drifts.',
    window: { start: T0, end: T0 + 1000 },
    worstFeatures: ['origin_delay', "it's \\"],
    tokenHash: 'ab12',
    decidedAt: T0,
    requestedAt: T0 + 1,
    updatedAt: T0 + 2,
    ...over,
  };
}
