import {
  type Mode,
  type Window,
  type WindowSpec,
  windowContaining,
  windowsWithin,
} from '../../domain/index.ts';

/** PlannerState is what decides which windows of one monitor are due; times in epoch milliseconds. */
export interface PlannerState {
  readonly spec: WindowSpec;
  /** Wait after the end of a window for late records and labels. */
  readonly settle: number;
  /** Further wait for the watermark; then the window runs as partial. */
  readonly maxWait: number;
  /** Windows evaluated after downtime; null for no cap. */
  readonly maxCatchUp: number | null;
  /** Everything older has been stored; null before the first record. */
  readonly watermark: number | null;
  /** Windows that begin before have been handled. */
  readonly handledUntil: number;
}

/** DueWindow is a window to evaluate now. */
export interface DueWindow {
  readonly window: Window;
  /** The watermark has not passed its end: rows may still be missing. */
  readonly partial: boolean;
  /** When it became due, as far as clocks can tell. */
  readonly dueAt: number;
}

/** Plan is what to do about one monitor now. */
export interface Plan {
  /** Oldest first. */
  readonly due: readonly DueWindow[];
  /** Span of the windows beyond the cap, older than those in `due`; recorded as skipped. */
  readonly skipped: Window | null;
  /** The first window that is not due yet, or not planned yet. */
  readonly next: Window;
}

/** PLAN_CHUNK bounds one plan without a cap; the rest is due at the next call. */
export const PLAN_CHUNK = 1000;

/**
 * planDueWindows lists the windows that are due: their end and the wait have passed, and so has the watermark or the
 * further wait. All of these grow with the end of a window, so one instant parts what is due from what is not, and a
 * clock that steps back only makes nothing due. With clock: replay, `now` is the watermark, and nothing is partial.
 */
export function planDueWindows(state: PlannerState, now: number): Plan {
  const { spec, settle, maxWait } = state;
  const first = firstWindow(state.handledUntil, spec);
  const { complete, horizon } = dueHorizon(state, now);
  if (horizon < first.end) return { due: [], skipped: null, next: first };
  const until = windowContaining(horizon, spec).start;
  const { from, to } = bounds(first.start, until, state);
  const due = windowsWithin(from, to, spec).map((window) => {
    const partial = window.end > complete;
    return { window, partial, dueAt: window.end + settle + (partial ? maxWait : 0) };
  });
  return {
    due,
    skipped: from > first.start ? { start: first.start, end: from } : null,
    next: windowContaining(to, spec),
  };
}

/** dueHorizon is the latest end of a window that is due, and of one that is due and complete. */
export function dueHorizon(
  { settle, maxWait, watermark }: Pick<PlannerState, 'settle' | 'maxWait' | 'watermark'>,
  now: number,
): { readonly complete: number; readonly horizon: number } {
  const complete = Math.min(now - settle, watermark ?? Number.NEGATIVE_INFINITY);
  return { complete, horizon: Math.max(complete, now - settle - maxWait) };
}

/** planMode says whether a run at `now` may reach people: a window due for more than twice its length may not. */
export function planMode({ window, dueAt }: DueWindow, now: number): Mode {
  return now - dueAt > 2 * (window.end - window.start) ? 'backfill' : 'live';
}

/** firstWindow is the first whole window that begins at or after the instant. */
export function firstWindow(instant: number, spec: WindowSpec): Window {
  const window = windowContaining(instant, spec);
  return window.start < instant ? windowContaining(window.end, spec) : window;
}

/** With a cap the newest windows are kept, because they tell how things are; without one the oldest come first. */
function bounds(
  start: number,
  until: number,
  { spec, maxCatchUp }: PlannerState,
): { from: number; to: number } {
  if (maxCatchUp === null) {
    let to = start;
    for (let count = 0; count < PLAN_CHUNK && to < until; count += 1) to = windowContaining(to, spec).end;
    return { from: start, to };
  }
  let from = until;
  for (let count = 0; count < maxCatchUp && from > start; count += 1)
    from = windowContaining(from - 1, spec).start;
  return { from, to: until };
}
