import { type Alerts, createAlerts } from '../../alerts/index.ts';
import type { VersionRegistrar } from '../../alerts/ports.ts';
import { monitorPolicies } from '../config/shared-settings.ts';
import { registerAlertMetrics } from '../process-metrics.ts';
import type { RoleContext, RunningRole } from './role-context.ts';
import { shareModels } from './shared-models.ts';

const MAX_TICK_MS = 5000;

/** Alerter turns evaluations into incidents and messages. */
export interface Alerter extends RunningRole {
  readonly alerts: Alerts;
}

/** createAlerter wires alerts. */
export function createAlerter(context: RoleContext, versionRegistrar: VersionRegistrar): Alerter {
  const { config, store, registry, clock, random, logger } = context;
  const shared = shareModels(context, 'alerter', {
    tick: () => alerts.tick(clock()),
    idle: () => alerts.idle(),
  });
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
    ...(shared && { ownership: shared }),
  });
  registerAlertMetrics(registry, alerts);
  return {
    alerts,
    parts: [
      { name: 'alerts', start: () => alerts.start(), stop: () => alerts.stop() },
      ...(shared ? [shared.part] : []),
    ],
    reload: (next) => alerts.reload(next.alerts, monitorPolicies(next.analyzers)),
  };
}
