import type { WatermarkStore } from '../ingest/ports.ts';
import type { QueryRunner } from './query-runner.ts';

interface WatermarkRow {
  readonly project: string;
  readonly model: string;
  readonly event_time: number;
}

/** createWatermarkStore finds the newest stored event time of each model, predictions and feature samples alike. */
export function createWatermarkStore(runner: QueryRunner): WatermarkStore {
  return {
    async loadWatermarks() {
      const rows = await runner.rows<WatermarkRow>('load_watermarks');
      return rows.map((row) => ({ project: row.project, model: row.model, eventTime: row.event_time }));
    },
  };
}
