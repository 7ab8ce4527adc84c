import {
  type Baseline,
  type Evaluation,
  type Mode,
  messageOf,
  PlumblineError,
  type Window,
  windowContaining,
} from '../../domain/index.ts';
import type { BaselineBook, BaselineState } from '../baselines/baseline-book.ts';
import type { EvaluationStore } from '../ports.ts';
import { activeSeries } from './active-series.ts';
import type { RunRequest } from './evaluation.ts';
import type { MeasureParts } from './measure-window.ts';
import { type DueWindow, firstWindow, type PlannerState, planDueWindows, planMode } from './planner.ts';
import { failedWindow, runWindow, skippedSpan, withoutReference } from './run-window.ts';
import {
  insideReference,
  type SeriesSubject,
  seriesBaseline,
  type VersionBaseline,
} from './series-baseline.ts';
import type { ModelSettings, MonitorSettings } from './settings.ts';
import { type MonitorTrack, type SeriesTrack, seriesOf, seriesTrackKey } from './track.ts';
import { type LongWindow, watchWindow } from './watch-window.ts';

const WEEK = 7 * 86_400_000;

/** Present is how far time has come for one model: wall time, or its newest event with clock: replay. */
export interface Present {
  readonly now: number;
  readonly watermark: number | null;
}

/** AdvanceParts are what a monitor needs to move on. */
export interface AdvanceParts extends MeasureParts {
  readonly book: BaselineBook;
  readonly evaluations: EvaluationStore;
  replay(): boolean;
  present(track: MonitorTrack): Present;
  /** The baseline that a version was registered with. */
  versionBaseline(track: MonitorTrack, version: string): VersionBaseline | null;
  onEvaluation(evaluation: Evaluation): void;
  /** Hears once of a window that takes long. */
  onLongWindow(window: LongWindow): void;
  stopping(): boolean;
}

/** advanceMonitor evaluates every window of a monitor that is due at present, oldest first; called again it finds nothing left. */
export async function advanceMonitor(
  track: MonitorTrack,
  { now, watermark }: Present,
  parts: AdvanceParts,
): Promise<void> {
  if (await begun(track, parts)) {
    await lookBack(track, parts);
    const plan = planDueWindows(plannerState(track, watermark, parts.replay()), now);
    if (plan.skipped) await skip(track, plan.skipped, parts);
    for (const due of plan.due) {
      if (parts.stopping()) return;
      await discover(track, due, parts);
      track.handledUntil = due.window.end;
      await drainAll(track, parts);
    }
    await drainAll(track, parts);
  }
  if (!parts.stopping()) track.settledAt = watermark;
  track.lastError = null;
}

/** plannerState is what the planner sees of a track. A replay loses no window, so it has no cap. */
export function plannerState(track: MonitorTrack, watermark: number | null, replay: boolean): PlannerState {
  const { monitor } = track;
  return {
    spec: monitor.window,
    settle: monitor.lateness + monitor.labelDelay,
    maxWait: monitor.maxWait,
    maxCatchUp: replay ? null : monitor.maxCatchUp,
    watermark,
    handledUntil: track.handledUntil ?? 0,
  };
}

/** begun finds the first window: that of the model's first row, but not before the end of a declared reference. */
async function begun(track: MonitorTrack, parts: AdvanceParts): Promise<boolean> {
  if (track.handledUntil !== null) return true;
  const { monitor, model } = track;
  const range = await parts.reader.eventTimeRange(monitor.project, monitor.model, monitor.source);
  if (!range) return false;
  const first = windowContaining(range.first, monitor.window).start;
  const reference = referenceEnd(model.baseline, monitor, range.first) ?? first;
  track.handledUntil = firstWindow(Math.max(first, reference), monitor.window).start;
  return true;
}

/** Where the first full reference ends, for one that has a fixed place or moves with the windows; null for others. */
function referenceEnd(
  baseline: ModelSettings['baseline'],
  { deployment }: MonitorSettings,
  firstRow: number,
): number | null {
  if (baseline.kind === 'window') return baseline.deployment === deployment ? baseline.window.end : null;
  if (baseline.kind === 'trailing') return firstRow + baseline.ms;
  return baseline.kind === 'seasonal' ? firstRow + WEEK : null;
}

/** After a restart, windows of series that had waited for a baseline are found again; evaluated ones are passed over. */
async function lookBack(track: MonitorTrack, parts: AdvanceParts): Promise<void> {
  if (!track.lookBack) return;
  const { monitor } = track;
  const windows: Window[] = [];
  let start = track.handledUntil!;
  for (let count = 0; count < monitor.maxCatchUp; count += 1) {
    const window = windowContaining(start - 1, monitor.window);
    windows.unshift(window);
    start = window.start;
  }
  const settle = monitor.lateness + monitor.labelDelay;
  for (const window of windows) {
    if (parts.stopping()) return;
    await discover(track, { window, partial: false, dueAt: window.end + settle }, parts);
  }
  track.lookBack = false;
}

async function discover(track: MonitorTrack, due: DueWindow, parts: AdvanceParts): Promise<void> {
  const isKnown = ({ version, segment }: SeriesSubject) =>
    track.series.has(seriesTrackKey(version, segment?.name ?? ''));
  const found = await activeSeries(track.monitor, due.window, parts.reader, isKnown);
  const targets = found.map((subject) => seriesOf(track, subject, due.window.start));
  // An empty window is a result too: it belongs to the series that last had rows.
  if (targets.length === 0) for (const key of track.active) targets.push(track.series.get(key)!);
  if (found.length > 0) {
    track.active = new Set(
      targets.map(({ version, segment }) => seriesTrackKey(version, segment?.name ?? '')),
    );
  }
  for (const series of targets) {
    const newest = series.pending.at(-1)?.window.end ?? series.evaluatedUntil;
    if (due.window.start >= newest) series.pending.push(due);
  }
}

async function skip(track: MonitorTrack, span: Window, parts: AdvanceParts): Promise<void> {
  await parts.evaluations.saveEvaluation(skippedSpan(track.monitor, span, parts.clock()));
  track.handledUntil = span.end;
}

async function drainAll(track: MonitorTrack, parts: AdvanceParts): Promise<void> {
  for (const series of track.series.values()) await drain(track, series, parts);
}

async function drain(track: MonitorTrack, series: SeriesTrack, parts: AdvanceParts): Promise<void> {
  for (let due = series.pending[0]; due && !parts.stopping(); due = series.pending[0]) {
    const { now } = parts.present(track);
    const mode: Mode = track.monitor.silent ? 'backfill' : planMode(due, now);
    const outcome = await evaluateWindow(track, series, { ...due, mode, notify: false }, parts);
    if (outcome === 'waiting') return;
    series.pending.shift();
    series.evaluatedUntil = due.window.end;
  }
}

/** WindowRun is a window to evaluate, and how its evaluation may be used. */
export interface WindowRun {
  readonly window: Window;
  readonly partial: boolean;
  readonly mode: Mode;
  readonly notify: boolean;
  /** Evaluate even what lies inside the reference. */
  readonly insideToo?: boolean;
}

/**
 * evaluateWindow evaluates and stores one window of one series. It gives null for a window inside the reference, and
 * throws only what a later attempt may cure.
 */
export async function evaluateWindow(
  track: MonitorTrack,
  series: SeriesTrack,
  run: WindowRun,
  parts: AdvanceParts,
): Promise<Evaluation | 'waiting' | null> {
  const { monitor } = track;
  const state = await resolveBaseline(track, series, run.window, parts);
  if (state.state === 'waiting') return 'waiting';
  if (state.state === 'ready' && !run.insideToo) {
    if (insideReference(run.window, state.baseline.origin, monitor.deployment)) return null;
  }
  const request = { ...run, version: series.version, segment: series.segment };
  const evaluation = await orFailure(monitor, request, parts, async () => {
    if (state.state === 'failed') throw state.error;
    const found =
      state.state === 'empty'
        ? withoutReference(monitor, request, state.reason, parts.clock())
        : await runWatched(track, request, state.baseline, parts);
    await parts.evaluations.saveEvaluation(found);
    return found;
  });
  const { window, status, severity, summary, mode } = evaluation;
  series.last = { window, status, severity, summary, mode };
  parts.onEvaluation(evaluation);
  return evaluation;
}

async function runWatched(
  track: MonitorTrack,
  request: RunRequest,
  baseline: Baseline,
  parts: AdvanceParts,
): Promise<Evaluation> {
  const named = { ...request, segment: request.segment?.name ?? '' };
  const { onProgress, end } = watchWindow(track, named, parts.onLongWindow);
  try {
    return await runWindow(track.model, track.monitor, request, baseline, { ...parts, onProgress });
  } finally {
    end();
  }
}

/** What no later attempt can cure is stored as the window's result, so that the series goes on. */
async function orFailure(
  monitor: MonitorSettings,
  request: RunRequest,
  parts: AdvanceParts,
  attempt: () => Promise<Evaluation>,
): Promise<Evaluation> {
  try {
    return await attempt();
  } catch (thrown) {
    if (thrown instanceof PlumblineError && thrown.retryable) throw thrown;
    const failure = failedWindow(monitor, request, thrown, parts.clock());
    await parts.evaluations.saveEvaluation(failure);
    return failure;
  }
}

/** baselineFor finds or builds the baseline that a window of a series is compared with. */
export function baselineFor(
  track: MonitorTrack,
  subject: SeriesSubject,
  window: Window,
  parts: AdvanceParts,
): Promise<BaselineState> {
  const own = parts.versionBaseline(track, subject.version);
  const definition = seriesBaseline(track.model, track.monitor, subject, own, window);
  const { now, watermark } = parts.present(track);
  const settle = track.monitor.lateness + definition.labelDelay;
  return parts.book.resolve(definition, { now, watermark, settle });
}

async function resolveBaseline(
  track: MonitorTrack,
  series: SeriesTrack,
  window: Window,
  parts: AdvanceParts,
): Promise<BaselineState> {
  const state = await baselineFor(track, series, window, parts);
  series.baseline =
    state.state === 'ready'
      ? { state: 'ready', hash: state.baseline.hash }
      : {
          state: state.state === 'empty' ? 'waiting' : state.state,
          reason: state.state === 'failed' ? messageOf(state.error) : state.reason,
        };
  return state;
}
