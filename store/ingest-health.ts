import type { IngestHealth, Row } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';

/** Hours of models that one answer lists: a quarter of a year of the three kinds of eight models. */
const HOURS_LIMIT = 50_000;
const REASONS_LIMIT = 200;
/** Positions are noted every second; a new owner of a partition takes over within this time. */
const STALE_SECONDS = 20;

/** createIngestHealth tells how records come in from what the tables hold. */
export function createIngestHealth(runner: QueryRunner): IngestHealth {
  const firstEvents = new Map<string, string>();

  async function firstEventAt(project: string): Promise<string | null> {
    const known = firstEvents.get(project);
    if (known !== undefined) return known;
    const parameters = { project };
    const rows = await runner.rows<{ first_event_at: string | null }>('show_first_event', { parameters });
    const first = rows[0]?.first_event_at ?? null;
    if (first !== null) firstEvents.set(project, first);
    return first;
  }

  return {
    firstEventAt,
    async read(project, { start: from, end: to }) {
      const span = { project, from, to };
      const [hours, partitions, reasons, [edge]] = await Promise.all([
        runner.rows<Row>('show_ingest_hours', { parameters: { ...span, limit: HOURS_LIMIT } }),
        runner.rows<Row>('show_ingest_partitions', { parameters: { project } }),
        runner.rows<Row>('show_ingest_reasons', { parameters: { ...span, limit: REASONS_LIMIT } }),
        runner.rows<Row>('show_ingest_edge', { parameters: { project, stale: STALE_SECONDS } }),
      ]);
      return { hours, partitions, reasons, first_event_at: await firstEventAt(project), ...edge };
    },
  };
}
