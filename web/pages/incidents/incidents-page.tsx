import { useLocation } from 'preact-iso/router';
import { requestPath } from '../../api/request-path.ts';
import type { Incident, RetrainingRun } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { plural } from '../../format/number.ts';
import { Choice } from '../../parts/choice.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { IncidentTable } from './incident-table.tsx';

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
  const rows = incidents.data ?? [];
  const open = rows.filter((incident) => incident.state === 'open').length;
  const change = (changed: Readonly<Record<string, string | undefined>>) =>
    route(requestPath('/incidents', { ...query, ...changed }), true);
  return (
    <>
      <PageHead
        title={model === undefined ? 'Incidents' : `Incidents of ${model}`}
        aside={
          incidents.data && <span class="faint">{`${plural(open, 'open incident')} of ${rows.length}`}</span>
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
          rows.length === 0 ? (
            <Nothing filtered={state !== undefined || model !== undefined} />
          ) : (
            <section class="panel">
              <IncidentTable caption="Incidents" hideCaption incidents={rows} runs={runs.data ?? []} />
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
