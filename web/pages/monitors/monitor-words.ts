import type { MonitorRun } from '../../api/monitor-run.ts';
import type { ModelState, Monitor, SeriesState } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { listWords, severityState, statisticName } from '../../format/words.ts';

const WATCHED: Readonly<Record<string, string>> = {
  data_drift: 'the inputs of',
  prediction_drift: 'the predictions and scores of',
  performance: 'how well the labels confirm the predictions of',
  multivariate_drift: 'the inputs, all together, of',
};

/** watchedWords says what a monitor looks at, before the model's name. */
export function watchedWords(kind: string): string {
  return WATCHED[kind] ?? `${kind.replaceAll('_', ' ')} of`;
}

/** measuredWords names what a monitor measures. */
export function measuredWords({ statistics, metrics }: Pick<Monitor, 'statistics' | 'metrics'>): string {
  return listWords([...statistics, ...metrics].map(statisticName), 6);
}

/** ruleWords says when a window is a finding and when that becomes an alert. */
export function ruleWords(monitor: Pick<Monitor, 'policy' | 'for' | 'silent'>): string {
  const waits =
    monitor.for > 1
      ? `An alert fires after ${plural(monitor.for, 'such window')} in a row.`
      : 'An alert fires after the first such window.';
  const silent = monitor.silent ? ' It is silent: its alerts reach nobody until it is confirmed.' : '';
  // The policy's last part says the same in the configuration's terms.
  const rule = monitor.policy.replace(/; for \d+ windows?$/, '');
  return `A window is a finding where ${rule}. ${waits}${silent}`;
}

/** monitorState is the worst newest verdict of the series that still have traffic. */
export function monitorState(monitor: Monitor, states: readonly SeriesState[]): ModelState {
  const active = new Set(
    monitor.series
      .filter(({ active: still }) => still)
      .map(({ version, segment }) => `${version}\n${segment}`),
  );
  const mine = states.filter(
    (row) => row.monitor === monitor.name && active.has(`${row.version}\n${row.segment}`),
  );
  if (mine.length === 0) return 'waiting';
  const judged = mine.filter(({ status }) => status === 'complete' || status === 'partial');
  if (judged.some(({ severity }) => severity === 'critical')) return 'critical';
  if (judged.some(({ severity }) => severity === 'warning')) return 'warning';
  return judged.length > 0 ? severityState('none') : 'no_data';
}

/** runWords says what became of a run. */
export function runWords(run: MonitorRun): string {
  const judged = run.windows_done - run.failed - run.empty - run.not_due;
  const rest = [
    ...(run.empty > 0 ? [`${plural(run.empty, 'window')} without traffic`] : []),
    ...(run.not_due > 0 ? [`${plural(run.not_due, 'window')} not closed yet`] : []),
    ...(run.failed > 0 ? [`${plural(run.failed, 'window')} failed`] : []),
  ];
  const done = `${plural(Math.max(0, judged), 'window')} evaluated${rest.length > 0 ? `, ${listWords(rest)}` : ''}`;
  if (run.state === 'running') return `${run.windows_done} of ${plural(run.windows_total, 'window')} done`;
  if (run.state === 'cancelled') return `Cancelled: ${done}.`;
  if (run.state === 'failed') return `Failed: ${run.error ?? 'the log of the service says why'}. ${done}.`;
  return `Done: ${done}.`;
}
