import type { IngestHealth } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';

/** createIngestHealth tells how records come in from what the tables hold. */
export function createIngestHealth(runner: QueryRunner): IngestHealth {
  const firstEvents = new Map<string, string>();
  return {
    async firstEventAt(project) {
      const known = firstEvents.get(project);
      if (known !== undefined) return known;
      const parameters = { project };
      const rows = await runner.rows<{ first_event_at: string | null }>('show_first_event', { parameters });
      const first = rows[0]?.first_event_at ?? null;
      if (first !== null) firstEvents.set(project, first);
      return first;
    },
  };
}
