import { PlumblineError, type Window, windowContaining, windowsWithin } from '../../domain/index.ts';
import { activeSeries } from './active-series.ts';
import { type AdvanceParts, evaluateWindow, plannerState } from './advance-monitor.ts';
import { dueHorizon } from './planner.ts';
import { type MonitorTrack, seriesOf } from './track.ts';

/** RangeRequest asks for the evaluation of past windows; epoch milliseconds, half-open. */
export interface RangeRequest {
  /** Null, like `to`, for the newest closed window that traffic has reached. */
  readonly from: number | null;
  readonly to: number | null;
  readonly notify: boolean;
}

/** RangeTally counts what a range run has done so far. */
export interface RangeTally {
  /** Whole windows of the monitor inside the range. */
  readonly windows: number;
  readonly done: number;
  readonly evaluations: number;
  /** Of the newest evaluations, oldest first. */
  readonly evaluationIds: readonly string[];
  readonly failed: number;
  /** Windows without rows. */
  readonly empty: number;
  /** Windows that the scheduler will evaluate once they are due. */
  readonly notDue: number;
  /** Reasons why series could not be compared with a baseline yet. */
  readonly waiting: readonly string[];
}

/** RangeWatch follows a range run and may end it between two windows. */
export interface RangeWatch {
  readonly signal: AbortSignal;
  /** Called after each window. */
  onProgress(tally: RangeTally): void;
}

/** NOTHING_DONE is the tally before the first window. */
export const NOTHING_DONE: RangeTally = {
  windows: 0,
  done: 0,
  evaluations: 0,
  evaluationIds: [],
  failed: 0,
  empty: 0,
  notDue: 0,
  waiting: [],
};

/** RANGE_LIMIT bounds the windows of one request, and the ids of evaluations that are told. */
const RANGE_LIMIT = 1000;

/** rangeWindows lists the windows that a request asks for, oldest first; throws invalid_window. */
export function rangeWindows(
  track: MonitorTrack,
  { from, to }: RangeRequest,
  parts: Pick<AdvanceParts, 'present' | 'replay'>,
): readonly Window[] {
  if (from !== null && to !== null) return wholeWindows(track, from, to);
  if (from !== null || to !== null) {
    throw new PlumblineError(
      'invalid_window',
      'Give "from" and "to", or neither for the newest closed window.',
    );
  }
  const { watermark } = parts.present(track);
  const { window: spec } = track.monitor;
  if (watermark === null)
    throw new PlumblineError('invalid_window', 'No record of the model has arrived yet.');
  const reached = windowContaining(watermark, spec).end;
  const until = windowContaining(Math.min(horizonOf(track, parts), reached), spec).start;
  return [windowContaining(until - 1, spec)];
}

/**
 * runRange evaluates every due window of a range once more, as a backfill that stays silent unless it is asked to
 * notify. Windows inside the reference are evaluated too, because somebody asked for them. It ends early when it is
 * aborted or the process stops: then fewer windows are done than there are.
 */
export async function runRange(
  track: MonitorTrack,
  windows: readonly Window[],
  notify: boolean,
  parts: AdvanceParts,
  { signal, onProgress }: RangeWatch,
): Promise<RangeTally> {
  const horizon = horizonOf(track, parts);
  let tally: RangeTally = { ...NOTHING_DONE, windows: windows.length };
  for (const window of windows) {
    if (signal.aborted || parts.stopping()) break;
    if (window.end > horizon) tally = { ...tally, notDue: tally.notDue + 1 };
    else {
      // Window by window, so that what is due now need not wait for the whole range.
      const before: RangeTally = tally;
      tally = await track.exclusive(() => runOne(track, window, notify, parts, before));
    }
    tally = { ...tally, done: tally.done + 1 };
    onProgress(tally);
  }
  return tally;
}

async function runOne(
  track: MonitorTrack,
  window: Window,
  notify: boolean,
  parts: AdvanceParts,
  before: RangeTally,
): Promise<RangeTally> {
  const found = await activeSeries(track.monitor, window, parts.reader, () => false);
  if (found.length === 0) return { ...before, empty: before.empty + 1 };
  const waiting = new Set(before.waiting);
  const ids = [...before.evaluationIds];
  let { evaluations, failed } = before;
  for (const subject of found) {
    const series = seriesOf(track, subject, window.start);
    const run = { window, partial: false, mode: 'backfill', notify, insideToo: true } as const;
    const outcome = await evaluateWindow(track, series, run, parts);
    if (outcome === 'waiting') waiting.add(waitingReason(series.baseline));
    else if (outcome?.status === 'failed') failed += 1;
    else evaluations += 1;
    if (outcome !== 'waiting' && outcome !== null) ids.push(outcome.evaluationId);
  }
  return { ...before, evaluations, evaluationIds: ids.slice(-RANGE_LIMIT), failed, waiting: [...waiting] };
}

function horizonOf(track: MonitorTrack, parts: Pick<AdvanceParts, 'present' | 'replay'>): number {
  const { now, watermark } = parts.present(track);
  return dueHorizon(plannerState(track, watermark, parts.replay()), now).horizon;
}

function wholeWindows({ monitor }: MonitorTrack, from: number, to: number): readonly Window[] {
  if (!(from < to)) throw new PlumblineError('invalid_window', '"from" must be earlier than "to".');
  const windows = windowsWithin(from, to, monitor.window, RANGE_LIMIT + 1);
  if (windows.length === 0) {
    throw new PlumblineError(
      'invalid_window',
      'No whole window of the monitor lies between "from" and "to".',
    );
  }
  if (windows.length > RANGE_LIMIT) {
    throw new PlumblineError(
      'invalid_window',
      `The range holds more than ${RANGE_LIMIT} windows; ask for less.`,
    );
  }
  return windows;
}

function waitingReason(view: { readonly state: string; readonly reason?: string }): string {
  return view.reason ?? view.state;
}
