import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { requestPath } from '../../api/request-path.ts';
import type { Incident, RetrainingRun } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { plural } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { severityState } from '../../format/words.ts';
import { Choice } from '../../parts/choice.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { incidentPath, modelPath } from '../../paths.ts';
import { evidenceWords } from './evidence.ts';

const MOST = 1000;
const STATES = [
  { value: '', title: 'open and resolved' },
  { value: 'open', title: 'open' },
  { value: 'resolved', title: 'resolved' },
];

/** IncidentsPage lists incidents, the open ones first. */
export default function IncidentsPage() {
  const { query, route } = useLocation();
  const { state, model } = query;
  const incidents = useList<Incident>(requestPath('/v1/incidents', { state, model, limit: MOST }), [
    'incidents',
  ]);
  const runs = useList<RetrainingRun>(requestPath('/v1/retraining-runs', { model, limit: MOST }), [
    'retraining',
  ]);
  const sorted = useMemo(() => [...(incidents.data ?? [])].sort(openFirst), [incidents.data]);
  const open = sorted.filter((incident) => incident.state === 'open').length;
  const columns = useMemo(() => columnsWith(runs.data ?? []), [runs.data]);
  const change = (changed: Readonly<Record<string, string | undefined>>) =>
    route(requestPath('/incidents', { ...query, ...changed }), true);
  return (
    <>
      <PageHead
        title={model === undefined ? 'Incidents' : `Incidents of ${model}`}
        aside={
          incidents.data && (
            <span class="faint">{`${plural(open, 'open incident')} of ${sorted.length}`}</span>
          )
        }
      />
      <div class="toolbar">
        <Choice
          label="State"
          value={state ?? ''}
          options={STATES}
          onPick={(value) => change({ state: value })}
        />
        {model !== undefined && (
          <button type="button" onClick={() => change({ model: undefined })}>
            All models
          </button>
        )}
      </div>
      <Show what="incidents" from={incidents} tall>
        {() =>
          sorted.length === 0 ? (
            <Nothing filtered={state !== undefined || model !== undefined} />
          ) : (
            <section class="panel">
              <DataTable
                caption="Incidents"
                hideCaption
                columns={columns}
                rows={sorted}
                keyOf={(row) => row.incident_id}
              />
            </section>
          )
        }
      </Show>
    </>
  );
}

function Nothing({ filtered }: { readonly filtered: boolean }) {
  if (filtered) return <Empty title="No incident is like that." />;
  return (
    <Empty title="Nothing has fired yet.">
      <p>
        An incident opens when a monitor's windows are bad for as long as its rule says.{' '}
        <a href="/monitors">The monitors</a> tell what they watch and how far they are.
      </p>
    </Empty>
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
  return words === '' ? row.summary : words;
}

function runText(row: Incident, runs: readonly RetrainingRun[]): string {
  const mine = runs.filter((run) => run.incident_id === row.incident_id);
  const run = mine.find(({ state }) => state !== 'suppressed') ?? mine[0];
  if (!run) return '–';
  return run.to_version === '' ? run.state : `${run.state}, ${run.to_version}`;
}
