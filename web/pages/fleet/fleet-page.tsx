import { useMemo, useState } from 'preact/hooks';
import type { FleetRow, Incident, RetrainingRun } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { useNow } from '../../parts/connection-note.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { IncidentTable } from '../incidents/incident-table.tsx';
import { GettingStarted } from '../start/getting-started.tsx';
import { countStates, lastRuns, orderFleet } from './fleet-order.ts';
import { ModelCard } from './model-card.tsx';

const LATEST = 5;

/** FleetPage is the wall of models, the worst first. */
export default function FleetPage() {
  const fleet = useList<FleetRow>('/v1/fleet?limit=1000', ['evaluations', 'incidents', 'ingest', 'models']);
  const runs = useList<RetrainingRun>('/v1/retraining-runs?limit=1000', ['retraining']);
  const incidents = useList<Incident>('/v1/incidents?limit=100', ['incidents']);
  const [search, setSearch] = useState('');
  return (
    <>
      <PageHead title="Fleet" aside={fleet.data && <Counts rows={fleet.data} />} />
      <Show what="the fleet" from={fleet} tall>
        {(rows) =>
          rows.length === 0 ? (
            <GettingStarted />
          ) : (
            <>
              {rows.length > 1 && <Search text={search} onText={setSearch} />}
              <Wall rows={rows} runs={runs.data ?? []} search={search} />
              {(incidents.data?.length ?? 0) > 0 && (
                <section class="panel">
                  <IncidentTable
                    caption="Latest incidents"
                    incidents={incidents.data ?? []}
                    runs={runs.data ?? []}
                    most={LATEST}
                  />
                </section>
              )}
            </>
          )
        }
      </Show>
    </>
  );
}

function Counts({ rows }: { readonly rows: readonly FleetRow[] }) {
  return (
    <span class="counts">
      {countStates(rows)
        .filter(({ count }) => count > 0)
        .map(({ state, count }) => (
          <span key={state}>
            {count} <StateBadge state={state} />
          </span>
        ))}
    </span>
  );
}

function Search({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  return (
    <input
      class="search"
      type="search"
      aria-label="Search models, versions and firing monitors"
      placeholder="Search ( / )"
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}

interface WallProps {
  readonly rows: readonly FleetRow[];
  readonly runs: readonly RetrainingRun[];
  readonly search: string;
}

function Wall({ rows, runs, search }: WallProps) {
  const now = useNow();
  const shown = useMemo(() => orderFleet(rows, search), [rows, search]);
  const last = useMemo(() => lastRuns(runs), [runs]);
  if (shown.length === 0) return <Empty title={`None of ${rows.length} models holds “${search}”.`} />;
  return (
    <ul class="wall">
      {shown.map((row) => (
        <ModelCard key={row.model} row={row} run={last.get(row.model)} now={now} />
      ))}
    </ul>
  );
}
