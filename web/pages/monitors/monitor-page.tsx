import { useRoute } from 'preact-iso/router';
import { requestPath } from '../../api/request-path.ts';
import type { Evaluation, Monitor, MonitorSeries, SeriesState } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { formatCount } from '../../format/number.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { severityState } from '../../format/words.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { modelPath } from '../../paths.ts';
import { type Baseline, baselineWords } from './baseline-words.ts';
import { EvaluationsList } from './evaluations-list.tsx';
import { measuredWords, monitorState, ruleWords, watchedWords } from './monitor-words.ts';
import { RunPanel } from './run-panel.tsx';

/** MonitorPage is one monitor: its rule in words, its series, its last windows, and what runs it. */
export default function MonitorPage() {
  const { name = '' } = useRoute().params;
  const monitors = useList<Monitor>('/v1/monitors', ['evaluations']);
  const states = useList<SeriesState>(requestPath('/v1/series', { monitor: name }), ['evaluations']);
  const monitor = monitors.data?.find((each) => each.name === name);
  return (
    <>
      <PageHead
        title={name}
        trail={[{ title: 'Monitors', path: '/monitors' }]}
        aside={monitor && states.data && <StateBadge state={monitorState(monitor, states.data)} />}
      />
      <Show what="the monitor" from={monitors} tall>
        {() => (monitor ? <MonitorView monitor={monitor} states={states.data ?? []} /> : <Unknown />)}
      </Show>
    </>
  );
}

function Unknown() {
  return (
    <Empty title="No monitor has this name.">
      <p>
        It may have left the configuration; what it found is still on the page of its model.{' '}
        <a href="/monitors">To the monitors</a>
      </p>
    </Empty>
  );
}

interface MonitorViewProps {
  readonly monitor: Monitor;
  readonly states: readonly SeriesState[];
}

function MonitorView({ monitor, states }: MonitorViewProps) {
  const { model, name, last_error: error } = monitor;
  return (
    <>
      {error !== null && (
        <p class="failed" role="alert">
          The last attempt failed: {error}
        </p>
      )}
      <section class="panel rule" aria-labelledby="rule-title">
        <h2 id="rule-title">The rule</h2>
        <p>
          It watches {watchedWords(monitor.kind)} <a href={modelPath(model)}>{model}</a>, {monitor.deployment}{' '}
          traffic, {monitor.window}, by {measuredWords(monitor)}.
        </p>
        <p>{ruleWords(monitor)}</p>
        <p class="faint">
          Judged up to {monitor.evaluated_until ? formatTime(monitor.evaluated_until) : 'nothing yet'}.{' '}
          {monitor.next_window && `The next window begins on ${formatTime(monitor.next_window)}`}
          {monitor.next_window && !monitor.caught_up && ' and is due'}
          {monitor.next_window && '.'}
        </p>
      </section>
      <SeriesTable monitor={monitor} states={states} />
      <RunPanel key={name} monitor={monitor} />
      <EvaluationsList key={name} model={model} monitor={name} />
    </>
  );
}

interface SeriesRow extends MonitorSeries {
  readonly state: SeriesState | undefined;
  readonly reference: string;
}

function SeriesTable({ monitor, states }: MonitorViewProps) {
  const { model, name } = monitor;
  const baselines = useList<Baseline>(requestPath('/v1/models/:model/baselines', { limit: 1000 }, { model }));
  const newest = useList<Evaluation & { readonly baseline_hash: string }>(
    requestPath('/v1/evaluations', { model, monitor: name, limit: 1000 }),
    ['evaluations'],
  );
  const rows = monitor.series.map((series): SeriesRow => {
    const mine = (row: { readonly version: string; readonly segment: string }) =>
      row.version === series.version && row.segment === series.segment;
    const hash = newest.data?.find(mine)?.baseline_hash ?? series.baseline?.hash;
    const baseline = baselines.data?.find((each) => each.baseline_hash === hash);
    return { ...series, state: states.find(mine), reference: baseline ? baselineWords(baseline) : '' };
  });
  return (
    <section class="panel" aria-labelledby="series-title">
      <h2 id="series-title">What it compares</h2>
      <DataTable
        caption="Series of this monitor"
        hideCaption
        columns={SERIES}
        rows={rows.toSorted((a, b) => (a.version < b.version ? -1 : 1))}
        keyOf={({ version, segment }) => `${version} ${segment}`}
      />
    </section>
  );
}

const SERIES: readonly Column<SeriesRow>[] = [
  { title: 'Version', value: ({ version }) => version },
  { title: 'Segment', value: ({ segment }) => (segment === '' ? 'all traffic' : segment) },
  { title: 'Traffic', value: ({ active }) => (active ? 'yes' : 'no more') },
  { title: 'Reference', value: ({ reference }) => reference },
  {
    title: 'Newest window',
    value: ({ state }) => (state ? formatWindow(state.window_start, state.window_end) : 'none yet'),
  },
  {
    title: 'Verdict',
    value: ({ state }) => state?.severity,
    show: ({ state }) => state && <StateBadge state={severityState(state.severity)} />,
  },
  numberColumn('Rows', ({ state }) => state?.n_current, formatCount),
];
