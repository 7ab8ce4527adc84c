import type {
  Incident,
  Measurement,
  Monitor,
  PerformanceWindow,
  RetrainingRun,
  Severity,
} from '../../api/types.ts';
import { formatMetric, formatNumber, plural } from '../../format/number.ts';
import { formatDay, formatWindow } from '../../format/time.ts';
import { statisticName } from '../../format/words.ts';
import { decayText, metricsOf } from './performance-points.ts';

/** Answer is what one column of a chapter says. */
export interface Answer {
  readonly verdict: string;
  readonly tone: Severity | 'unknown';
  readonly text: string;
}

/** Chapter is one incident as a story: did the model get worse, did its inputs move, what did the retraining do. */
export interface Chapter {
  readonly incident: Incident;
  readonly performance: Answer;
  /** With the worst measurement of each input that moved, the worst first. */
  readonly inputs: Answer & { readonly moved: readonly Measurement[] };
  readonly retraining: Answer;
  readonly run: RetrainingRun | undefined;
}

/** StorySource is what a story is told from; windows and measurements of live traffic as a whole. */
export interface StorySource {
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  readonly performance: readonly PerformanceWindow[];
  /** Measurements that were not judged `none`. */
  readonly drifted: readonly Measurement[];
  /** There are older ones that are not in `drifted`. */
  readonly isCut: boolean;
  readonly monitors: readonly Monitor[];
  readonly features: number;
  /** The statistic to tell of where it found something. */
  readonly statistic: string;
}

/** How many windows of a new version are compared with those that fired. */
const FIRST_WINDOWS = 4;

/** tellStory makes a chapter of every incident, oldest first. */
export function tellStory(source: StorySource): readonly Chapter[] {
  return [...source.incidents]
    .sort((a, b) => a.since.localeCompare(b.since))
    .map((incident) => {
      const run = runOf(source.runs, incident);
      return {
        incident,
        run,
        performance: performanceAnswer(windowsOf(source.performance, incident)),
        inputs: inputsAnswer(incident, source),
        retraining: retrainingAnswer(incident, run, source),
      };
    });
}

function runOf(runs: readonly RetrainingRun[], { incident_id: id }: Incident): RetrainingRun | undefined {
  const mine = runs.filter((run) => run.incident_id === id);
  return mine.find((run) => run.state !== 'suppressed') ?? mine[0];
}

/** The windows of the incident's version, from the first bad one to the end of the incident. */
function windowsOf<T extends { version: string; window_start: string }>(
  rows: readonly T[],
  { version, since, state, changed_at: changedAt }: Incident,
): readonly T[] {
  return rows.filter(
    (row) =>
      row.version === version &&
      row.window_start >= since &&
      (state === 'open' || row.window_start < changedAt),
  );
}

function performanceAnswer(windows: readonly PerformanceWindow[]): Answer {
  const judged = windows.filter((window) => window.value !== null && window.effect !== null);
  if (judged.length === 0)
    return { verdict: 'Not known', tone: 'unknown', text: 'No labels were judged in this time.' };
  const worst = metricsOf(judged).map((metric) =>
    judged
      .filter(({ statistic }) => statistic === metric)
      .reduce((a, b) => ((b.effect ?? 0) > (a.effect ?? 0) ? b : a)),
  );
  const bad = worst.filter(({ severity }) => severity !== 'none');
  const first = bad[0];
  if (first) {
    const tone = bad.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
    const window = formatWindow(first.window_start, first.window_end);
    return { verdict: 'Yes', tone, text: `${bad.map(against).join(', ')}. Worst in ${window}.` };
  }
  const better = judged.every(({ effect }) => (effect ?? 0) <= 0);
  const text = `${worst.map(against).join(', ')} at worst.`;
  return { verdict: better ? 'No, it was better' : 'No', tone: 'none', text };
}

function against({ statistic, value, reference_value: reference }: PerformanceWindow): string {
  const shown = `${statisticName(statistic)} ${formatMetric(statistic, value)}`;
  if (value === null || reference === null) return shown;
  return `${shown} against ${formatMetric(statistic, reference)} (${decayText(statistic, value, reference)})`;
}

function inputsAnswer(incident: Incident, source: StorySource): Chapter['inputs'] {
  const watching = source.monitors.filter(({ kind }) => kind === 'data_drift');
  if (watching.length === 0) {
    return { verdict: 'Not known', tone: 'unknown', text: 'No monitor watches the inputs.', moved: [] };
  }
  const oldest = source.drifted.at(-1)?.window_start ?? '';
  if (source.isCut && incident.since < oldest) {
    const text = 'So much has drifted that it cannot all be read: pick a shorter time.';
    return { verdict: 'Not known', tone: 'unknown', text, moved: [] };
  }
  const found = windowsOf(source.drifted, incident).filter(({ subject }) => subject === 'feature');
  const preferred = found.filter(({ statistic }) => statistic === source.statistic);
  const drifted = preferred.length > 0 ? preferred : found;
  if (drifted.length === 0) {
    return {
      verdict: 'No',
      tone: 'none',
      text: `None of ${plural(source.features, 'input')} moved.`,
      moved: [],
    };
  }
  const largest = (rows: readonly Measurement[]) =>
    rows.reduce((a, b) => (Math.abs(b.effect ?? 0) > Math.abs(a.effect ?? 0) ? b : a));
  const worst = [...new Set(drifted.map(({ feature }) => feature))]
    .map((feature) => largest(drifted.filter((row) => row.feature === feature)))
    .sort((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0));
  const windows = new Set(drifted.map(({ window_start: start }) => start)).size;
  const needed = Math.min(...watching.map((monitor) => monitor.for));
  const brief = windows < needed;
  const top = worst[0]!;
  const text =
    `${worst.length} of ${plural(source.features, 'input')}, ${statisticName(top.statistic)} up to ` +
    `${formatNumber(top.effect)}, in ${plural(windows, 'window')}${brief ? `; it takes ${needed} to fire` : ''}.`;
  const tone = drifted.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
  return { verdict: brief ? 'Briefly' : 'Yes', tone, text, moved: worst };
}

function retrainingAnswer(
  incident: Incident,
  run: RetrainingRun | undefined,
  { performance, monitors }: StorySource,
): Answer {
  const judges = monitors.filter(({ kind }) => kind === 'performance');
  const needed = judges.length === 0 ? 1 : Math.min(...judges.map((monitor) => monitor.for));
  if (!run) return { verdict: 'None', tone: 'unknown', text: 'This incident asked for no retraining.' };
  const decided = formatDay(run.decided_at);
  if (run.state === 'suppressed') return { verdict: 'Held back', tone: 'unknown', text: run.reason };
  if (run.state === 'failed')
    return { verdict: 'Failed', tone: 'critical', text: `Asked for on ${decided}. ${run.reason}` };
  if (run.state !== 'succeeded' || run.to_version === '') {
    return { verdict: 'Running', tone: 'unknown', text: `Asked for on ${decided}; no new version yet.` };
  }
  const after = performance
    .filter(({ version }) => version === run.to_version)
    .sort((a, b) => a.window_start.localeCompare(b.window_start));
  const start = after[0];
  const made = `${run.to_version} was trained on ${decided}`;
  if (!start)
    return { verdict: 'New version', tone: 'unknown', text: `${made}; no window of it was judged yet.` };
  const before = windowsOf(performance, incident);
  const changes = metricsOf(after).flatMap((metric) => changeText(metric, before, after));
  const again = firstLastingDecay(after, needed);
  const verdict = again === undefined ? 'No lasting decay since' : `Worse again from ${formatDay(again)}`;
  const text = `${made} and serves since ${formatDay(start.window_start)}. ${changes.join('; ')}.`;
  return { verdict, tone: again === undefined ? 'none' : 'warning', text };
}

/** The first of as many bad windows in a row as it takes to fire. */
function firstLastingDecay(after: readonly PerformanceWindow[], needed: number): string | undefined {
  const starts = [...new Set(after.map(({ window_start: start }) => start))];
  const bad = new Set(after.flatMap((window) => (window.severity === 'none' ? [] : [window.window_start])));
  return starts.find((_start, index) =>
    Array.from({ length: needed }, (_, step) => bad.has(starts[index + step] ?? '')).every(Boolean),
  );
}

/** Means before and after; the weeks differ, so this mixes the model with its time, and the page says so. */
function changeText(
  metric: string,
  before: readonly PerformanceWindow[],
  after: readonly PerformanceWindow[],
): readonly string[] {
  const values = (windows: readonly PerformanceWindow[]) =>
    windows.flatMap(({ statistic, value }) => (statistic === metric && value !== null ? [value] : []));
  const [old, fresh] = [values(before), values(after).slice(0, FIRST_WINDOWS)];
  if (old.length === 0 || fresh.length === 0) return [];
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const name = statisticName(metric);
  return [
    `${name} ${formatMetric(metric, mean(old))} before, ${formatMetric(metric, mean(fresh))} in its first ${plural(fresh.length, 'window')}`,
  ];
}
