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

type ModelName = Pick<SeriesKey, 'project' | 'model'>;

/** DayRollUps keeps the daily rows of measurements up to date, at most seconds behind the evaluations. */
export interface DayRollUps {
  /** Notes that a window of a series was evaluated. */
  note(series: SeriesKey, window: Window): void;
  /** Makes the days that were noted, or those of one model, which then need not wait for others; what fails stays noted. */
  flush(of?: ModelName): Promise<void>;
  /** Notes the days that a process left out when it ended between an evaluation and its day. */
  noteMissing(): Promise<void>;
}

/** createDayRollUps makes noted days by itself a moment later. */
export function createDayRollUps(runner: QueryRunner): DayRollUps {
  const stale = new Map<string, StaleDays>();
  const making = new Map<string, { readonly series: SeriesKey; readonly made: Promise<void> }>();
  let timer: NodeJS.Timeout | undefined;

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

  async function make(id: string): Promise<void> {
    // What is under way may have begun before the newest note.
    for (let known = making.get(id); known; known = making.get(id)) await known.made.catch(() => {});
    const days = stale.get(id);
    if (!days) return;
    stale.delete(id);
    const made = rollUp(runner, days)
      .catch((error) => {
        mark(days);
        throw error;
      })
      .finally(() => making.delete(id));
    making.set(id, { series: days.series, made });
    await made;
  }

  async function flush(of?: ModelName): Promise<void> {
    if (!of) {
      clearTimeout(timer);
      timer = undefined;
    }
    const isWanted = ({ series }: { readonly series: SeriesKey }) =>
      !of || (series.project === of.project && series.model === of.model);
    const ids = [...making, ...stale].flatMap(([id, days]) => (isWanted(days) ? [id] : []));
    for (const id of new Set(ids)) await make(id);
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
