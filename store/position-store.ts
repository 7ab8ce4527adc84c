import type { PositionStore } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';

interface PositionRow {
  readonly topic: string;
  readonly log_partition: number;
  readonly position: number;
  readonly end_offset: number;
  readonly age_ms: number;
}

interface NewestRow {
  readonly project: string;
  readonly model: string;
  readonly topic: string;
  readonly log_partition: number;
  readonly newest_event_time_ms: number;
}

/** createPositionStore keeps the last noted position of each partition of a log. */
export function createPositionStore(runner: QueryRunner): PositionStore {
  return {
    async savePositions(positions) {
      const rows = positions.map(({ topic, partition, position, end }) => ({
        topic,
        log_partition: partition,
        position,
        end_offset: end,
      }));
      await runner.insert('insert_log_positions', rows);
    },
    async loadPositions() {
      const rows = await runner.rows<PositionRow>('load_log_positions');
      return rows.map(({ topic, log_partition, position, end_offset, age_ms }) => ({
        topic,
        partition: log_partition,
        position,
        end: end_offset,
        ageMs: age_ms,
      }));
    },
    async loadNewest() {
      const rows = await runner.rows<NewestRow>('load_log_progress');
      return rows.map(({ project, model, topic, log_partition, newest_event_time_ms }) => ({
        project,
        model,
        topic,
        partition: log_partition,
        eventTime: newest_event_time_ms,
      }));
    },
  };
}
