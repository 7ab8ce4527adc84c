import type { IngestAudit } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';

/** createIngestAudit counts in the tables themselves. */
export function createIngestAudit(runner: QueryRunner): IngestAudit {
  return {
    async countParts() {
      const rows = await runner.rows<{ readonly name: string; readonly parts: number }>('count_parts');
      return rows.map(({ name, parts }) => ({ table: name, parts }));
    },
    countDuplicates: (hour) => runner.rows('count_duplicates', { parameters: { hour } }),
  };
}
