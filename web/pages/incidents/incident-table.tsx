import { useMemo } from 'preact/hooks';
import type { Incident, RetrainingRun } from '../../api/types.ts';
import { formatDay } from '../../format/time.ts';
import { inPlace, severityState } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { incidentPath, modelPath } from '../../paths.ts';
import { evidenceWords } from './evidence.ts';

interface IncidentTableProps {
  readonly caption: string;
  readonly hideCaption?: boolean;
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  /** Rows at most. */
  readonly most?: number;
}

/** IncidentTable lists incidents, the open ones first, then the newest. */
export function IncidentTable({ caption, hideCaption, incidents, runs, most }: IncidentTableProps) {
  const rows = useMemo(() => [...incidents].sort(openFirst).slice(0, most), [incidents, most]);
  const columns = useMemo(() => columnsWith(runs), [runs]);
  return (
    <DataTable
      caption={caption}
      hideCaption={hideCaption ?? false}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.incident_id}
    />
  );
}

function openFirst(a: Incident, b: Incident): number {
  if (a.state !== b.state) return a.state === 'open' ? -1 : 1;
  return b.since.localeCompare(a.since);
}

function columnsWith(runs: readonly RetrainingRun[]): readonly Column<Incident>[] {
  return [
    {
      title: 'Since',
      value: (row) => row.since,
      show: (row) => <a href={incidentPath(row.incident_id)}>{formatDay(row.since)}</a>,
    },
    { title: 'State', value: (row) => row.state, show: stateCell },
    {
      title: 'Model',
      value: (row) => row.model,
      show: (row) => <a href={modelPath(row.model)}>{row.model}</a>,
    },
    { title: 'Version', value: (row) => row.version },
    { title: 'What was found', value: (row) => evidenceWords(row.evidence ?? []), show: finding },
    { title: 'Retraining', value: (row) => runText(row, runs) },
  ];
}

function stateCell(row: Incident) {
  if (row.state === 'open')
    return <StateBadge state={severityState(row.severity)} word={`Open, ${row.severity}`} />;
  return (
    <>
      Resolved {formatDay(row.changed_at)}
      <span class="faint">, was {row.severity}</span>
    </>
  );
}

function finding(row: Incident) {
  const words = evidenceWords(row.evidence ?? []);
  return words === '' ? inPlace(row.summary) : words;
}

function runText(row: Incident, runs: readonly RetrainingRun[]): string {
  const mine = runs.filter((run) => run.incident_id === row.incident_id);
  const run = mine.find(({ state }) => state !== 'suppressed') ?? mine[0];
  if (!run) return '–';
  return run.to_version === '' ? run.state : `${run.state}, ${run.to_version}`;
}
