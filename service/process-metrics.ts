import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import type { Alerts } from '../alerts/index.ts';

/** registerAlertMetrics shows what alerts count, read when the page is scraped. */
export function registerAlertMetrics(registry: Registry, alerts: Alerts): void {
  const registers = [registry];
  new Gauge({
    name: 'plumbline_alerts',
    help: 'Alerts by state',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(alerts.metrics().alerts)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'plumbline_open_incidents',
    help: 'Incidents that are open',
    registers,
    collect() {
      this.set(alerts.metrics().openIncidents);
    },
  });
  new Gauge({
    name: 'plumbline_pending_notifications',
    help: 'Notifications that wait to be delivered',
    registers,
    collect() {
      this.set(alerts.metrics().pendingNotifications);
    },
  });
  new Counter({
    name: 'plumbline_alert_ticks_failed_total',
    help: 'Alert ticks that failed and are repeated',
    registers,
    collect() {
      this.reset();
      this.inc(alerts.metrics().failedTicks);
    },
  });
  new Counter({
    name: 'plumbline_notifications_total',
    help: 'Delivery attempts by notifier and outcome',
    labelNames: ['notifier', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { notifier, outcome, count } of alerts.metrics().deliveries)
        this.inc({ notifier, outcome }, count);
    },
  });
}

/** registerStoreMetrics returns the observer that times every statement. */
export function registerStoreMetrics(
  registry: Registry,
): (statement: string, ms: number, failed: boolean) => void {
  const duration = new Histogram({
    name: 'plumbline_store_statement_seconds',
    help: 'Duration of statements by name and outcome',
    labelNames: ['statement', 'outcome'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return (statement, ms, failed) =>
    duration.observe({ statement, outcome: failed ? 'failed' : 'ok' }, ms / 1000);
}

/** registerProcessMetrics adds memory, CPU and event-loop lag. */
export function registerProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, prefix: 'plumbline_' });
}
