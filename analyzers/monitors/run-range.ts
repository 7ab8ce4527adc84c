import { PlumblineError, windowsWithin } from '../../domain/index.ts';
import { activeSeries } from './active-series.ts';
import { type AdvanceParts, evaluateWindow, plannerState } from './advance-monitor.ts';
import { dueHorizon } from './planner.ts';
import { type MonitorTrack, seriesOf } from './track.ts';

/** RangeRequest asks for the evaluation of past windows; epoch milliseconds, half-open. */
export interface RangeRequest {
  readonly from: number;
  readonly to: number;
  readonly notify: boolean;
}

/** RangeOutcome counts what a range run did. */
export interface RangeOutcome {
  /** Whole windows of the monitor inside the range. */
  readonly windows: number;
  readonly evaluations: number;
  readonly failed: number;
  /** Windows without rows. */
  readonly empty: number;
  /** Windows that the scheduler will evaluate once they are due. */
  readonly notDue: number;
  /** Reasons why series could not be compared with a baseline yet. */
  readonly waiting: readonly string[];
}

/** RANGE_LIMIT bounds the windows of one request. */
const RANGE_LIMIT = 1000;

/**
 * runRange evaluates every due window inside a range once more, as a backfill that stays silent unless it is asked to
 * notify. Windows inside the reference are evaluated too, because somebody asked for them.
 */
export async function runRange(
  track: MonitorTrack,
  request: RangeRequest,
  parts: AdvanceParts,
): Promise<RangeOutcome> {
  const windows = wholeWindows(track, request);
  const { now, watermark } = parts.present(track);
  const { horizon } = dueHorizon(plannerState(track, watermark, parts.replay()), now);
  const waiting = new Set<string>();
  let evaluations = 0;
  let failed = 0;
  let empty = 0;
  let notDue = 0;
  for (const window of windows) {
    if (window.end > horizon || parts.stopping()) {
      notDue += 1;
      continue;
    }
    const found = await activeSeries(track.monitor, window, parts.reader, () => false);
    if (found.length === 0) empty += 1;
    for (const subject of found) {
      const series = seriesOf(track, subject, window.start);
      const run = {
        window,
        partial: false,
        mode: 'backfill',
        notify: request.notify,
        insideToo: true,
      } as const;
      const outcome = await evaluateWindow(track, series, run, parts);
      if (outcome === 'waiting') waiting.add(waitingReason(series.baseline));
      else if (outcome?.status === 'failed') failed += 1;
      else evaluations += 1;
    }
  }
  return { windows: windows.length, evaluations, failed, empty, notDue, waiting: [...waiting] };
}

function wholeWindows({ monitor }: MonitorTrack, { from, to }: RangeRequest) {
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
