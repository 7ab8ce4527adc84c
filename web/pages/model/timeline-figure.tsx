import { useMemo } from 'preact/hooks';
import type { Incident, RetrainingRun, TimelineRow } from '../../api/types.ts';
import type { Span } from '../../charts/axes.ts';
import { Chart } from '../../charts/chart.tsx';
import { timelineHeight, timelineOption } from '../../charts/timeline.ts';
import { plural } from '../../format/number.ts';
import { formatTime } from '../../format/time.ts';
import type { Column } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { incidentPath } from '../../paths.ts';
import { LANES, type TimelineEntry, timelineEntries } from './timeline-items.ts';

const COLUMNS: readonly Column<TimelineEntry>[] = [
  { title: 'At', value: ({ row }) => row.at, show: ({ row }) => formatTime(row.at) },
  {
    title: 'Until',
    value: ({ row }) => row.until,
    show: ({ row }) => (row.until ? formatTime(row.until) : '–'),
  },
  {
    title: 'What',
    value: ({ row }) => row.title,
    show: ({ row, incident }) =>
      incident === '' ? row.title : <a href={incidentPath(incident)}>{row.title}</a>,
  },
  { title: 'Version', value: ({ row }) => row.version },
  { title: 'Severity', value: ({ row }) => (row.kind === 'incident' ? row.severity : '') },
  { title: 'Why', value: ({ row }) => row.text },
];

interface TimelineFigureProps {
  readonly model: string;
  readonly rows: readonly TimelineRow[];
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  readonly span: Span;
  readonly go: (path: string) => void;
}

/** TimelineFigure shows incidents, retraining runs and versions under the axis of the other charts. */
export function TimelineFigure({ model, rows, incidents, runs, span, go }: TimelineFigureProps) {
  const entries = useMemo(
    () => timelineEntries({ rows, incidents, runs, span }),
    [rows, incidents, runs, span],
  );
  const option = useMemo(() => timelineOption({ span, lanes: LANES, items: entries }), [span, entries]);
  const count = (kind: TimelineRow['kind']) => entries.filter(({ row }) => row.kind === kind).length;
  const open = (data: unknown) => {
    const { incident } = entries[(data as { readonly index: number }).index]!;
    if (incident !== '') go(incidentPath(incident));
  };
  return (
    <Figure
      title="Incidents, retraining and versions"
      file={[model]}
      columns={COLUMNS}
      rows={entries}
      keyOf={({ row }) => `${row.kind} ${row.ref}`}
    >
      {(offer) => (
        <Chart
          label={`${plural(count('incident'), 'incident')}, ${plural(count('retraining'), 'retraining run')} and ${plural(count('version'), 'version')}; the table lists them.`}
          height={timelineHeight(LANES.length)}
          option={option}
          offer={offer}
          onPick={open}
        />
      )}
    </Figure>
  );
}
