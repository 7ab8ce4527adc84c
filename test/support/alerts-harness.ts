import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type Alerts,
  type AlertsConfig,
  type AlertsParts,
  createAlerts,
  type MonitorPolicy,
  readAlertsConfig,
} from '../../alerts/index.ts';
import type { Evaluation } from '../../domain/index.ts';
import { MemoryStores } from './alert-stores.ts';

/** SECRET signs the webhooks of the harness. */
export const SECRET = `whsec_${Buffer.from('canary4711-harness-signing-secret').toString('base64')}`;

/** MONITORS are the monitors that the builders use; two windows fire and end an alert. */
export const MONITORS: ReadonlyMap<string, MonitorPolicy> = new Map([
  ['inputs', { for: 2, kind: 'drift' }],
  ['quality', { for: 2, kind: 'drift' }],
  ['decay', { for: 1, kind: 'performance' }],
]);

/** Harness is alerts over stores in memory, with a clock that stands still. */
export interface Harness {
  readonly stores: MemoryStores;
  readonly logLines: string[];
  clock: { now: number };
  alerts: Alerts;
  /** Hands evaluations over and ticks once per window end, as the schedule would. */
  feed(...evaluations: readonly Evaluation[]): Promise<void>;
  tick(): Promise<void>;
  /** The process ends and another one starts on the same stores. */
  restart(): void;
}

/** checkedConfig reads a section that may reach loopback. */
export function checkedConfig(section: object): AlertsConfig {
  const read = readAlertsConfig({ ...section, outbound: { allow: ['127.0.0.1'], timeout: '2s' } });
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

/** startHarness builds alerts of a section. */
export function startHarness(
  t: TestContext,
  section: object,
  changes: Partial<AlertsParts> = {},
  stores = new MemoryStores(),
): Harness {
  const clock = { now: Date.UTC(2026, 5, 1) };
  const logLines: string[] = [];
  const line = (fields: object, message: string) => logLines.push(JSON.stringify({ ...fields, message }));
  const build = () =>
    createAlerts({
      evaluationFeed: stores,
      trafficFeed: stores,
      alertStore: stores,
      notificationLog: stores,
      retrainingStore: stores,
      versionRegistrar: stores,
      config: checkedConfig(section),
      monitors: MONITORS,
      timeBase: 'wall',
      clock: () => clock.now,
      random: () => 0.5,
      log: { info: line, warn: line, error: line },
      publicUrl: 'https://plumbline.example',
      ...changes,
    });
  const harness: Harness = {
    stores,
    logLines,
    clock,
    alerts: build(),
    async feed(...evaluations) {
      for (const evaluation of [...evaluations].sort((a, b) => a.window.end - b.window.end)) {
        stores.evaluations.push(evaluation);
        await harness.tick();
      }
    },
    tick: () => harness.alerts.tick(clock.now),
    restart() {
      stores.revive();
      t.after(harness.alerts.stop.bind(harness.alerts));
      harness.alerts = build();
    },
  };
  t.after(() => harness.alerts.stop());
  return harness;
}
