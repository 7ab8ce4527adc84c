import { createMutex } from './mutex.ts';
import { startTicker, type Ticker } from './ticker.ts';

/** Scheduler runs a task at every tick, never twice at once. */
export interface Scheduler {
  /** Runs the task now, or gives the run that is under way. After stop it does nothing. */
  tick(): Promise<void>;
  start(ms: number): void;
  /** Ends the ticks and waits for the run that is under way. */
  stop(): Promise<void>;
  /** Makes a change between two runs, and ticks at the interval from then on. */
  change(ms: number, change: () => Promise<void>): Promise<void>;
  /** Waits for the run that is under way. */
  idle(): Promise<void>;
  stopping(): boolean;
}

/** createScheduler knows when to run, not what; `failed` hears what a run in the background threw. */
export function createScheduler(task: () => Promise<void>, failed: (thrown: unknown) => void): Scheduler {
  const exclusive = createMutex();
  let ticker: Ticker | null = null;
  let interval = 0;
  let running: Promise<void> | null = null;
  let stopped = false;

  function tick(): Promise<void> {
    if (stopped) return Promise.resolve();
    running ??= exclusive(task).finally(() => {
      running = null;
    });
    return running;
  }

  function start(ms: number): void {
    stopped = false;
    interval = ms;
    ticker = startTicker(ms, () => void tick().catch(failed));
  }

  async function idle(): Promise<void> {
    await running?.catch(() => undefined);
  }

  return {
    tick,
    start,
    idle,
    async stop() {
      stopped = true;
      await ticker?.stop();
      ticker = null;
      await idle();
    },
    async change(ms, change) {
      await exclusive(change);
      if (!ticker || ms === interval) return;
      await ticker.stop();
      start(ms);
    },
    stopping: () => stopped,
  };
}
