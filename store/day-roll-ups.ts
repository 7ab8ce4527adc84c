import { type SeriesKey, seriesId, type Window } from '../domain/index.ts';
import type { QueryRunner } from './query-runner.ts';

const DAY_MS = 86_400_000;
/** Evaluations often come in rows, one per window of a day; making the day anew costs more than saving one of them. */
const FLUSH_MS = 2000;

interface StaleDaysRow extends SeriesKey {
  readonly first_day_ms: number;
  readonly last_day_ms: number;
}

interface StaleDays {
  readonly series: SeriesKey;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** DayRollUps keeps the daily rows of measurements up to date, at most seconds behind the evaluations. */
export interface DayRollUps {
  /** Notes that a window of a series was evaluated. */
  note(series: SeriesKey, window: Window): void;
  /** Makes the days that were noted; what fails stays noted. */
  flush(): Promise<void>;
  /** Notes the days that a process left out when it ended between an evaluation and its day. */
  noteMissing(): Promise<void>;
}

/** createDayRollUps makes noted days by itself a moment later. */
export function createDayRollUps(runner: QueryRunner): DayRollUps {
  const stale = new Map<string, StaleDays>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  function mark(days: StaleDays): void {
    const id = seriesId(days.series);
    const known = stale.get(id) ?? days;
    stale.set(id, {
      series: days.series,
      firstDay: Math.min(known.firstDay, days.firstDay),
      lastDay: Math.max(known.lastDay, days.lastDay),
    });
    timer ??= setTimeout(() => void flush().catch(() => {}), FLUSH_MS).unref();
  }

  async function makeAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    for (const [id, days] of [...stale]) {
      stale.delete(id);
      try {
        await rollUp(runner, days);
      } catch (error) {
        mark(days);
        throw error;
      }
    }
  }

  function flush(): Promise<void> {
    running = running.catch(() => {}).then(makeAll);
    return running;
  }

  return {
    note({ project, model, monitor, version, deployment, segment }, window) {
      const series = { project, model, monitor, version, deployment, segment };
      const day = Math.floor(window.start / DAY_MS) * DAY_MS;
      mark({ series, firstDay: day, lastDay: day });
    },
    flush,
    async noteMissing() {
      const rows = await runner.rows<StaleDaysRow>('list_stale_days');
      for (const { first_day_ms, last_day_ms, ...series } of rows)
        mark({ series, firstDay: first_day_ms, lastDay: last_day_ms });
    },
  };
}

function rollUp(runner: QueryRunner, { series, firstDay, lastDay }: StaleDays): Promise<void> {
  const { project, model, monitor, version, deployment, segment } = series;
  const parameters = { project, model, monitor, version, deployment, segment };
  return runner.execute('roll_up_days', {
    parameters: { ...parameters, from: firstDay, to: lastDay + DAY_MS },
  });
}
