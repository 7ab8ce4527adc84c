import type { StatusStore } from '../analyzers/ports.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

interface StateRow {
  readonly project: string;
  readonly monitor: string;
  readonly state: string;
}

/** createStatusStore keeps the newest state of each monitor. */
export function createStatusStore(runner: QueryRunner, writeOrder: WriteOrder): StatusStore {
  return {
    async saveStatuses(statuses) {
      const order = writeOrder();
      const rows = statuses.map(({ project, monitor, status }) => ({
        project,
        monitor,
        state: status,
        write_order: order,
      }));
      await runner.insert('insert_monitor_states', rows);
    },
    async loadStatuses(project) {
      const rows = await runner.rows<StateRow>('load_monitor_states', { parameters: { project } });
      return rows.map(({ state, ...row }) => ({ ...row, status: state }));
    },
  };
}
