import type { SeriesKey, Window } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';

const DAY_MS = 86_400_000;

interface StaleDaysRow extends SeriesKey {
  readonly first_day_ms: number;
  readonly last_day_ms: number;
}

/** rollUpDay makes the daily rows of a series anew for the UTC day on which a window begins. */
export function rollUpDay(runner: QueryRunner, series: SeriesKey, window: Window): Promise<void> {
  const day = Math.floor(window.start / DAY_MS) * DAY_MS;
  return rollUp(runner, series, day, day);
}

/** repairDays makes the daily rows that a process left out when it ended between an evaluation and its day. */
export async function repairDays(runner: QueryRunner): Promise<void> {
  const stale = await runner.rows<StaleDaysRow>('list_stale_days');
  for (const series of stale) await rollUp(runner, series, series.first_day_ms, series.last_day_ms);
}

function rollUp(runner: QueryRunner, series: SeriesKey, firstDay: number, lastDay: number): Promise<void> {
  const { project, model, monitor, version, deployment, segment } = series;
  return runner.execute('roll_up_days', {
    parameters: {
      project,
      model,
      monitor,
      version,
      deployment,
      segment,
      from: firstDay,
      to: lastDay + DAY_MS,
    },
  });
}
