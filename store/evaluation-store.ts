import type { EvaluationFeed } from '../alerts/ports.ts';
import type { EvaluationStore, SeriesProgress } from '../analyzers/ports.ts';
import type { SeriesKey } from '../domain/index.ts';
import type { DayRollUps } from './day-roll-ups.ts';
import { decodeEvaluations, type EvaluationRow, encodeEvaluation, evaluationKey } from './evaluation-rows.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

interface ProgressRow extends SeriesKey {
  readonly last_window_end: number;
  readonly windows: number;
}

/** createEvaluationStore keeps evaluations; a window that is evaluated again is replaced. */
export function createEvaluationStore(
  runner: QueryRunner,
  writeOrder: WriteOrder,
  rollUps: DayRollUps,
): EvaluationStore {
  return {
    async saveEvaluation(evaluation) {
      await runner.insert('insert_evaluations', encodeEvaluation(evaluation, writeOrder()));
      rollUps.note(evaluation, evaluation.window);
    },
    async loadProgress() {
      const rows = await runner.rows<ProgressRow>('load_progress');
      return rows.map(
        ({ last_window_end, ...row }): SeriesProgress => ({ ...row, lastWindowEnd: last_window_end }),
      );
    },
  };
}

/** createEvaluationFeed compares the evaluations with the alert snapshots of their series. */
export function createEvaluationFeed(runner: QueryRunner): EvaluationFeed {
  return {
    async unprocessed(limit, { of, parts }) {
      const windows = await runner.rows<SeriesKey & { readonly evaluation_id: string }>(
        'list_unprocessed_windows',
        {
          parameters: { limit, of, parts },
        },
      );
      if (windows.length === 0) return [];
      const rows = await runner.rows<EvaluationRow>('load_evaluations', {
        parameters: {
          ids: windows.map(({ evaluation_id }) => evaluation_id),
          projects: [...new Set(windows.map(({ project }) => project))],
          models: [...new Set(windows.map(({ model }) => model))],
        },
      });
      const evaluations = decodeEvaluations(rows);
      return windows.flatMap((window) => evaluations.get(evaluationKey(window)) ?? []);
    },
  };
}
