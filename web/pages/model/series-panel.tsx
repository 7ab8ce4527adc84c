import type { SeriesState } from '../../api/types.ts';
import { formatCount, formatNumber } from '../../format/number.ts';
import { formatDay, formatWindow } from '../../format/time.ts';
import { severityState, statisticName, subjectName } from '../../format/words.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty } from '../../parts/states.tsx';
import { featurePath, incidentPath, monitorPath } from '../../paths.ts';

const COLUMNS: readonly Column<SeriesState>[] = [
  {
    title: 'Monitor',
    value: (row) => row.monitor,
    show: (row) => <a href={monitorPath(row.monitor)}>{row.monitor}</a>,
  },
  { title: 'Version', value: (row) => row.version },
  { title: 'Traffic', value: (row) => [row.deployment, row.segment].filter(Boolean).join(', ') },
  {
    title: 'Newest window',
    value: (row) => row.window_end,
    show: (row) => formatWindow(row.window_start, row.window_end),
  },
  { title: 'Verdict', value: (row) => row.severity, show: verdict },
  { title: 'Alert', value: (row) => row.alert_state, show: alert },
  { title: 'Furthest from its baseline', value: (row) => row.worst_feature, show: worst },
  numberColumn('Rows', (row) => row.n_current, formatCount),
];

/** SeriesPanel lists every series of a model with its newest verdict. */
export function SeriesPanel({ series }: { readonly series: readonly SeriesState[] }) {
  if (series.length === 0) {
    return (
      <Empty title="No window of this model was judged yet.">
        <p>
          A monitor judges a window when it has ended and its lateness has passed. See{' '}
          <a href="/monitors">the monitors</a>.
        </p>
      </Empty>
    );
  }
  const rows = [...series].sort((a, b) => b.window_end.localeCompare(a.window_end));
  return (
    <section class="panel">
      <DataTable
        caption="Newest verdicts"
        columns={COLUMNS}
        rows={rows}
        keyOf={(row) => [row.monitor, row.version, row.deployment, row.segment].join('\n')}
      />
    </section>
  );
}

function verdict(row: SeriesState) {
  if (row.status !== 'complete' && row.status !== 'partial') {
    return <StateBadge state="no_data" word={row.status.replaceAll('_', ' ')} />;
  }
  return <StateBadge state={severityState(row.severity)} />;
}

function alert(row: SeriesState) {
  if (row.alert_state === 'inactive') return 'quiet';
  const since = row.alert_since === null ? '' : ` since ${formatDay(row.alert_since)}`;
  const text = `${row.alert_state}${since}`;
  return row.incident_id === '' ? text : <a href={incidentPath(row.incident_id)}>{text}</a>;
}

function worst(row: SeriesState) {
  if (row.worst_statistic === '') return '–';
  const name = subjectName(row.worst_subject, row.worst_feature);
  const text = `${statisticName(row.worst_statistic)} ${formatNumber(row.worst_effect)} of ${formatNumber(row.worst_threshold)}`;
  if (row.worst_subject !== 'feature') return `${name}: ${text}`;
  const query = { monitor: row.monitor, version: row.version, statistic: row.worst_statistic };
  return (
    <>
      <a href={featurePath(row.model, row.worst_feature, query)}>{name}</a>: {text}
    </>
  );
}
