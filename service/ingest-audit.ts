import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../domain/index.ts';
import type { IngestAudit } from '../ingest/ports.ts';
import type { Part } from './lifecycle.ts';
import type { Logger } from './logger.ts';

const EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
/** An hour is closed when what the log took in it has had this long to land. */
const SETTLE_MS = 5 * 60_000;

/** lastClosedHour gives the start of the newest hour that is closed, epoch milliseconds. */
export function lastClosedHour(now: number): number {
  const end = now - SETTLE_MS;
  return end - (end % HOUR_MS) - HOUR_MS;
}

/** createIngestAuditor shows every minute how many parts there are, and once per closed hour how many records were repeats. */
export function createIngestAuditor(
  audit: IngestAudit,
  registry: Registry,
  clock: Clock,
  logger: Pick<Logger, 'warn'>,
): Part {
  const registers = [registry];
  const parts = new Gauge({
    name: 'plumbline_store_parts',
    help: 'Active parts of the tables that ingest writes',
    labelNames: ['table'],
    registers,
  });
  const duplicates = new Gauge({
    name: 'plumbline_log_duplicates',
    help: 'Records of the last closed hour that repeated an earlier one, by kind',
    labelNames: ['kind'],
    registers,
  });
  let timer: NodeJS.Timeout | undefined;
  let counted = 0;
  let running: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      for (const { table, parts: count } of await audit.countParts()) parts.set({ table }, count);
      const hour = lastClosedHour(clock());
      if (hour === counted) return;
      duplicates.reset();
      for (const { kind, duplicates: count } of await audit.countDuplicates(hour))
        duplicates.set({ kind }, count);
      counted = hour;
    } catch (err) {
      logger.warn({ err }, 'the tables of ingest were not counted');
    }
  }

  return {
    name: 'ingest audit',
    async start() {
      running = look();
      timer = setInterval(() => {
        running = running.then(look);
      }, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
