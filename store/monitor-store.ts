import type { MonitorStore } from '../analyzers/ports.ts';
import type { Clock } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

/** createMonitorStore records monitor definitions by their policy. */
export function createMonitorStore(runner: QueryRunner, writeOrder: WriteOrder, now: Clock): MonitorStore {
  return {
    async saveMonitors(monitors) {
      const order = writeOrder();
      const rows = monitors.map((monitor) => ({
        project: monitor.project,
        monitor: monitor.monitor,
        policy_hash: monitor.policyHash,
        model: monitor.model,
        definition: monitor.definition,
        loaded_at: now(),
        write_order: order,
      }));
      await runner.insert('insert_monitors', rows);
    },
  };
}
