import type { EvaluationFeed } from '../alerts/ports.ts';
import type { EvaluationStore, SeriesProgress } from '../analyzers/ports.ts';
import type { Evaluation, SeriesKey } from '../domain/index.ts';
import { decodeEvaluations, type EvaluationRow, encodeEvaluation, evaluationKey } from './evaluation-rows.ts';
import type { QueryRunner } from './query-runner.ts';
import type { WriteOrder } from './write-order.ts';

const DAY_MS = 86_400_000;

/** Of one series and the day on which a window begins. */
const SAME_DAY = `project = {project:String} AND model = {model:String} AND monitor = {monitor:String}
    AND version = {version:String} AND deployment = {deployment:String} AND segment = {segment:String}
    AND window_start >= fromUnixTimestamp64Milli({day:Int64}, 'UTC')
    AND window_start < fromUnixTimestamp64Milli({next_day:Int64}, 'UTC')`;

interface ProgressRow extends SeriesKey {
  readonly last_window_end: number;
  readonly windows: number;
}

/** createEvaluationStore keeps evaluations; a window that is evaluated again is replaced. */
export function createEvaluationStore(runner: QueryRunner, writeOrder: WriteOrder): EvaluationStore {
  return {
    async saveEvaluation(evaluation) {
      await runner.insert('insert_evaluations', encodeEvaluation(evaluation, writeOrder()));
      await rollUpDay(runner, evaluation);
    },
    async loadProgress() {
      const rows = await runner.rows<ProgressRow>('load_progress');
      return rows.map(
        ({ last_window_end, ...row }): SeriesProgress => ({ ...row, lastWindowEnd: last_window_end }),
      );
    },
  };
}

/** rollUpDay makes the daily rows anew, also when there is nothing new in them, so that a repeat repairs them. */
function rollUpDay(runner: QueryRunner, { window, ...series }: Evaluation): Promise<void> {
  const { project, model, monitor, version, deployment, segment } = series;
  const day = Math.floor(window.start / DAY_MS) * DAY_MS;
  return runner.execute('roll_up_days', {
    slots: { which: SAME_DAY },
    parameters: { project, model, monitor, version, deployment, segment, day, next_day: day + DAY_MS },
  });
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
