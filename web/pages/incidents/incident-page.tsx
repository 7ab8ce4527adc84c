import { useRoute } from 'preact-iso/router';
import { requestPath } from '../../api/request-path.ts';
import type { IncidentHistory, RetrainingRun } from '../../api/types.ts';
import { useData, useList } from '../../api/use-data.ts';
import { formatDay } from '../../format/time.ts';
import { inPlace, listWords, severityState } from '../../format/words.ts';
import { Fact } from '../../parts/fact.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Show } from '../../parts/states.tsx';
import { modelPath } from '../../paths.ts';
import { findingText } from './evidence.ts';
import { EvidencePanels } from './evidence-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { NotificationsPanel } from './notifications-panel.tsx';
import { RetrainingPanel } from './retraining-panel.tsx';

const DAY_MS = 86_400_000;
/** The model's charts show so much before the incident, for comparison. */
const BEFORE_DAYS = 28;

/** IncidentPage is one incident: what changed, since when, how that is known, who was told, what was done. */
export default function IncidentPage() {
  const { id = '' } = useRoute().params;
  return <OneIncident key={id} id={id} />;
}

function OneIncident({ id }: { readonly id: string }) {
  const incident = useData<IncidentHistory>(requestPath('/v1/incidents/:id', {}, { id }), ['incidents']);
  const model = incident.data?.model;
  const runs = useList<RetrainingRun>(
    model === undefined ? null : requestPath('/v1/retraining-runs', { model, limit: 1000 }),
    ['retraining'],
  );
  return (
    <Show what="the incident" from={incident} tall>
      {(data) => (
        <>
          <Head incident={data} />
          <EvidencePanels incident={data} />
          <RetrainingPanel
            runs={(runs.data ?? []).filter((run) => run.incident_id === id)}
            isLoaded={runs.data !== undefined}
          />
          <HistoryPanel incident={data} />
          <NotificationsPanel incidentId={id} />
        </>
      )}
    </Show>
  );
}

function Head({ incident }: { readonly incident: IncidentHistory }) {
  const { model, version, state, severity, since, changed_at: changedAt } = incident;
  const isOpen = state === 'open';
  const monitors = [...new Set(incident.transitions.flatMap(({ firing }) => firing))];
  const from = new Date(Date.parse(since) - BEFORE_DAYS * DAY_MS).toISOString();
  const to = new Date(Date.parse(changedAt) + DAY_MS).toISOString();
  const title = `${model}: ${listWords(monitors) || 'incident'} since ${formatDay(since)}`;
  return (
    <PageHead
      title={title}
      trail={[
        { title: 'Incidents', path: '/incidents' },
        { title: model, path: modelPath(model) },
      ]}
      aside={
        <StateBadge
          state={isOpen ? severityState(severity) : 'ok'}
          word={isOpen ? `Open, ${severity}` : `Resolved, was ${severity}`}
        />
      }
    >
      <p class="sentence">{findingText(incident)}</p>
      {!isOpen && <p>{inPlace(incident.summary)}</p>}
      <dl class="facts">
        <Fact title="First bad window from">{formatDay(since)}</Fact>
        <Fact title="Opened with the window up to">{formatDay(incident.opened_at)}</Fact>
        <Fact title={isOpen ? 'Last change' : 'Resolved with the window up to'}>{formatDay(changedAt)}</Fact>
        <Fact title="Version">{version}</Fact>
        <Fact title="Look at it">
          <a href={modelPath(model, { from, to })}>the model around that time</a>
        </Fact>
      </dl>
    </PageHead>
  );
}
