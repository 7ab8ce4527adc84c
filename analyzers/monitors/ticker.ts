import { schedule } from 'node-cron';

/** Ticker calls at even intervals until it is stopped; it knows no windows and catches nothing up. */
export interface Ticker {
  stop(): Promise<void>;
}

/**
 * startTicker calls `tick` every `ms`: by cron in UTC where the interval divides a minute into whole seconds, else by a
 * plain timer. A tick that is lost or doubled changes nothing, because windows are planned from stored progress.
 */
export function startTicker(ms: number, tick: () => void): Ticker {
  const expression = cronExpression(ms);
  if (expression === null) {
    const timer = setInterval(tick, ms);
    return {
      stop: async () => clearInterval(timer),
    };
  }
  const task = schedule(expression, tick, { timezone: 'UTC', noOverlap: true, suppressMissedWarning: true });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}

/** cronExpression is the schedule of an interval, or null when cron cannot say it. */
export function cronExpression(ms: number): string | null {
  if (ms % 1000 !== 0) return null;
  const seconds = ms / 1000;
  if (seconds < 60) return 60 % seconds === 0 ? `*/${seconds} * * * * *` : null;
  const minutes = seconds / 60;
  return Number.isInteger(minutes) && minutes <= 30 && 60 % minutes === 0 ? `0 */${minutes} * * * *` : null;
}
