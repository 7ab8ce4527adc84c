import { type Alerts, createAlerts } from '../../alerts/index.ts';
import type { VersionRegistrar } from '../../alerts/ports.ts';
import { monitorPolicies } from '../config/shared-settings.ts';
import { registerAlertMetrics } from '../process-metrics.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

const MAX_TICK_MS = 5000;

/** Alerter turns evaluations into incidents and messages. */
export interface Alerter extends RunningRole {
  readonly alerts: Alerts;
}

/** createAlerter wires alerts. */
export function createAlerter(context: RoleContext, versionRegistrar: VersionRegistrar): Alerter {
  const { config, store, registry, clock, random, logger } = context;
  const alerts = createAlerts({
    evaluationFeed: store.evaluationFeed,
    trafficFeed: store.watermarkStore,
    alertStore: store.alertStore,
    notificationLog: store.notificationLog,
    retrainingStore: store.retrainingStore,
    versionRegistrar,
    config: config.alerts,
    monitors: monitorPolicies(config.analyzers),
    timeBase: config.analyzers.clock,
    clock,
    random,
    log: logger,
    publicUrl: config.publicUrl,
    tickMs: Math.min(config.analyzers.tickMs, MAX_TICK_MS),
  });
  registerAlertMetrics(registry, alerts);
  return {
    alerts,
    parts: [{ name: 'alerts', start: () => alerts.start(), stop: () => alerts.stop() }],
    reload: (next) => alerts.reload(next.alerts, monitorPolicies(next.analyzers)),
  };
}
