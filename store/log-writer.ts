import type { Clock } from '../domain/index.ts';
import type { LogBatchCounts, LogWriter } from '../ingest/ports.ts';
import { createLogInsert, type LogRules } from './insert-log-records.ts';
import type { QueryRunner } from './query-runner.ts';

const HOUR_MS = 3_600_000;

/** LOG_BLOCK_SETTINGS is the version of the settings that cut an insert into blocks; it grows when one of them changes. */
export const LOG_BLOCK_SETTINGS = 1;

/** createLogWriter writes a range of a log as one insert, whose views put each record into its table or into quarantine. */
export function createLogWriter(runner: QueryRunner, rules: LogRules, now: Clock): LogWriter {
  const insert = createLogInsert(runner, rules);
  const budget = createHourlyBudget(rules.quarantineBytesPerHour);
  return {
    async write({ entries, ...range }) {
      const hour = Math.floor(now() / HOUR_MS);
      const budgeted = entries.map((entry) => ({
        ...entry,
        rawBudget: budget.left(entry.project, hour),
        quarantineId: '',
      }));
      await insert({ ...range, source: 'kafka', entries: budgeted });
      const parameters = { token: range.token };
      const landed = await runner.rows<ProjectCounts>('count_log_batch', { parameters });
      for (const { project, quarantined_bytes } of landed) budget.spend(project, quarantined_bytes, hour);
      return sum(landed);
    },
  };
}

/** Raw text is bounded per project, hour and process; a repeated batch counts again. */
function createHourlyBudget(bytesPerHour: number) {
  const used = new Map<string, number>();
  let current = 0;
  const turnTo = (hour: number) => {
    if (hour !== current) used.clear();
    current = hour;
  };
  return {
    left(project: string, hour: number): number {
      turnTo(hour);
      return Math.max(0, bytesPerHour - (used.get(project) ?? 0));
    },
    spend(project: string, bytes: number, hour: number): void {
      turnTo(hour);
      used.set(project, (used.get(project) ?? 0) + bytes);
    },
  };
}

interface ProjectCounts extends LogBatchCounts {
  readonly project: string;
  readonly quarantined_bytes: number;
}

function sum(landed: readonly ProjectCounts[]): LogBatchCounts {
  const total = { read: 0, accepted: 0, quarantined: 0 };
  for (const { read, accepted, quarantined } of landed) {
    total.read += read;
    total.accepted += accepted;
    total.quarantined += quarantined;
  }
  return total;
}
