import { type Clock, ERROR_CODES, PlumblineError, type Window } from '../../domain/index.ts';
import { NOTHING_DONE, type RangeRequest, type RangeTally, type RangeWatch } from './run-range.ts';
import type { StatusRow } from './status-row.ts';

/** MonitorRuns follows the range runs of this process: how far each has come, and how it ended. */
export interface MonitorRuns {
  /**
   * Begins a run. Throws unknown_monitor or invalid_window, overloaded beyond RUNNING_LIMIT, and shutting_down after a
   * stop.
   */
  start(project: string, monitor: string, request: RangeRequest): Promise<StartedRun>;
  /** Newest first, each with the last of its evaluations. */
  list(project: string): readonly StatusRow[];
  /** Null for a run of another process, or one that ended many runs ago. */
  find(project: string, runId: string): StatusRow | null;
  /** Ends a run with the window that is under way, and one that has ended not at all; null like find. */
  cancel(project: string, runId: string): StatusRow | null;
  /** Lets no run begin, and no running one begin another window. */
  cancelAll(): void;
  /** Cancels all runs and waits for the windows that are under way. */
  stop(): Promise<void>;
}

/** StartedRun is a run under way. */
export interface StartedRun {
  readonly runId: string;
  /** Rejects with what the run failed of. */
  readonly ended: Promise<RangeTally>;
  row(): StatusRow;
}

/** PlannedRun is a range whose windows are known. */
export interface PlannedRun {
  readonly windows: readonly Window[];
  run(watch: RangeWatch): Promise<RangeTally>;
}

/** MonitorRunsParts are what runs are made of. */
export interface MonitorRunsParts {
  /** Throws unknown_monitor or invalid_window. */
  readonly plan: (project: string, monitor: string, request: RangeRequest) => Promise<PlannedRun>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly logger: { error(fields: object, message: string): void };
}

/** RUNNING_LIMIT bounds the runs at one time: each holds the rows of a window. */
export const RUNNING_LIMIT = 8;

/** KEPT_LIMIT bounds the ended runs that can still be asked for. */
export const KEPT_LIMIT = 100;

/** A list of runs is asked for again and again while one is under way. */
const LISTED_IDS = 20;

interface MonitorRun {
  readonly runId: string;
  readonly project: string;
  readonly monitor: string;
  readonly span: Window;
  readonly notify: boolean;
  readonly startedAt: number;
  readonly controller: AbortController;
  ended: Promise<RangeTally>;
  endedAt: number | null;
  failure: string | null;
  tally: RangeTally;
}

/** createMonitorRuns keeps runs in memory only: what they find is stored as evaluations. */
export function createMonitorRuns({ plan, clock, newId, logger }: MonitorRunsParts): MonitorRuns {
  const runs = new Map<string, MonitorRun>();
  let stopped = false;

  const own = (project: string) => [...runs.values()].filter((run) => run.project === project);
  const running = () => [...runs.values()].filter(({ endedAt }) => endedAt === null);

  async function follow(run: MonitorRun, planned: PlannedRun): Promise<RangeTally> {
    const onProgress = (tally: RangeTally) => {
      run.tally = tally;
    };
    try {
      return await planned.run({ signal: run.controller.signal, onProgress });
    } catch (thrown) {
      // A stop gives up the window under way: the run is cancelled, it has not failed.
      if (stopped && thrown instanceof PlumblineError && thrown.code === 'shutting_down') throw thrown;
      const { project, monitor, runId } = run;
      logger.error({ project, monitor, run_id: runId, err: thrown }, 'monitor run failed');
      // The text of an unexpected failure may quote SQL or paths.
      const told = thrown instanceof PlumblineError && thrown.retryable;
      run.failure = told ? thrown.message : ERROR_CODES.internal;
      throw thrown;
    } finally {
      run.endedAt = clock();
      const ended = [...runs.values()].filter(({ endedAt }) => endedAt !== null);
      for (const { runId } of ended.slice(0, -KEPT_LIMIT)) runs.delete(runId);
    }
  }

  function found(project: string, runId: string): MonitorRun | null {
    const run = runs.get(runId);
    return run?.project === project ? run : null;
  }

  function cancelAll(): void {
    stopped = true;
    for (const { controller } of running()) controller.abort();
  }

  return {
    async start(project, monitor, request) {
      const planned = await plan(project, monitor, request);
      if (stopped) throw new PlumblineError('shutting_down', undefined, { retryable: true });
      if (running().length >= RUNNING_LIMIT) {
        const message = `${RUNNING_LIMIT} monitor runs are under way: wait for one, or cancel it.`;
        throw new PlumblineError('overloaded', message, { retryable: true });
      }
      const { windows } = planned;
      const run: MonitorRun = {
        runId: newId(),
        project,
        monitor,
        span: { start: windows[0]!.start, end: windows.at(-1)!.end },
        notify: request.notify,
        startedAt: clock(),
        controller: new AbortController(),
        ended: Promise.resolve(NOTHING_DONE),
        endedAt: null,
        failure: null,
        tally: { ...NOTHING_DONE, windows: windows.length },
      };
      runs.set(run.runId, run);
      run.ended = follow(run, planned);
      // Nobody need wait for a run: it tells of its failure when it is asked.
      run.ended.catch(() => undefined);
      return { runId: run.runId, ended: run.ended, row: () => runRow(run) };
    },
    list: (project) =>
      own(project)
        .reverse()
        .map((run) => runRow(run, LISTED_IDS)),
    find(project, runId) {
      const run = found(project, runId);
      return run && runRow(run);
    },
    cancel(project, runId) {
      const run = found(project, runId);
      if (run?.endedAt === null) run.controller.abort();
      return run && runRow(run);
    },
    cancelAll,
    async stop() {
      cancelAll();
      await Promise.allSettled(running().map(({ ended }) => ended));
    },
  };
}

function runRow(run: MonitorRun, ids = Number.POSITIVE_INFINITY): StatusRow {
  const { tally } = run;
  return {
    run_id: run.runId,
    monitor: run.monitor,
    from: iso(run.span.start),
    to: iso(run.span.end),
    notify: run.notify,
    state: stateOf(run),
    windows_done: tally.done,
    windows_total: tally.windows,
    evaluations: tally.evaluationIds.slice(-ids),
    failed: tally.failed,
    empty: tally.empty,
    not_due: tally.notDue,
    waiting: tally.waiting,
    error: run.failure,
    started_at: iso(run.startedAt),
    ended_at: run.endedAt === null ? null : iso(run.endedAt),
  };
}

/** A run whose last window was done when it was cancelled is done. */
function stateOf({ endedAt, failure, tally, controller }: MonitorRun): string {
  if (failure !== null) return 'failed';
  if (tally.done < tally.windows && (controller.signal.aborted || endedAt !== null)) return 'cancelled';
  return endedAt === null ? 'running' : 'done';
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
