import type { StatusStore } from '../ports.ts';
import type { StatusRow } from './status-row.ts';

/** SharedStatuses hands the rows of monitors from the process that owns them to the others. */
export interface SharedStatuses {
  /** Stores the rows that changed since the last call. */
  publish(rows: readonly StatusRow[]): Promise<void>;
  /** By the name of the monitor. */
  load(project: string): Promise<ReadonlyMap<string, StatusRow>>;
}

/** createSharedStatuses keeps no row but what it published. */
export function createSharedStatuses(store: StatusStore): SharedStatuses {
  let published = new Map<string, string>();
  return {
    async publish(rows) {
      const next = new Map<string, string>();
      const changed = [];
      for (const row of rows) {
        const { project, name } = row as { readonly project: string; readonly name: string };
        const key = JSON.stringify([project, name]);
        const status = JSON.stringify(row);
        next.set(key, status);
        if (published.get(key) !== status) changed.push({ project, monitor: name, status });
      }
      if (changed.length > 0) await store.saveStatuses(changed);
      published = next;
    },
    async load(project) {
      const stored = await store.loadStatuses(project);
      return new Map(stored.map(({ monitor, status }) => [monitor, JSON.parse(status) as StatusRow]));
    },
  };
}

/**
 * lentRow is the row of a monitor that another process owns. What has arrived since that process wrote it may have
 * made a window due.
 */
export function lentRow(row: StatusRow, watermark: number | null): StatusRow {
  const seen = watermark === null ? null : new Date(watermark).toISOString();
  return { ...row, caught_up: row.caught_up === true && row.last_seen === seen };
}
