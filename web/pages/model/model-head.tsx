import { requestPath } from '../../api/request-path.ts';
import type { FleetRow, Incident } from '../../api/types.ts';
import { plural } from '../../format/number.ts';
import { formatAge, formatDay } from '../../format/time.ts';
import { inPlace, listWords } from '../../format/words.ts';
import { useNow } from '../../parts/connection-note.tsx';
import { Fact } from '../../parts/fact.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { incidentPath } from '../../paths.ts';

interface ModelHeadProps {
  readonly row: FleetRow;
  readonly incidents: readonly Incident[];
}

/** ModelHead says in a sentence how the model stands. */
export function ModelHead({ row, incidents }: ModelHeadProps) {
  const now = useNow();
  const open = incidents.filter(({ state }) => state === 'open');
  return (
    <PageHead
      title={row.model}
      trail={[{ title: 'Fleet', path: '/' }]}
      aside={<StateBadge state={row.state} />}
    >
      <p class="sentence">{stateSentence(row)}</p>
      {open.map((incident) => (
        <p key={incident.incident_id}>
          {inPlace(incident.summary)} <a href={incidentPath(incident.incident_id)}>Open the incident</a>
        </p>
      ))}
      <dl class="facts">
        <Fact title="Version">
          {row.current_version === '' ? '–' : `${row.current_version} of ${row.versions}`}
        </Fact>
        <Fact title="Judged up to">
          {row.newest_window_end === null ? '–' : formatDay(row.newest_window_end)}
        </Fact>
        <Fact title="Newest event">
          {row.newest_event_time === null ? '–' : formatAge(row.newest_event_time, now)}
        </Fact>
        {incidents.length > 0 && (
          <Fact title="Incidents">
            <a href={requestPath('/incidents', { model: row.model })}>
              {plural(incidents.length, 'incident')}, {open.length} open
            </a>
          </Fact>
        )}
        <Fact title="Watched">{`${plural(row.features, 'feature')} by ${plural(row.monitors, 'monitor')}`}</Fact>
      </dl>
    </PageHead>
  );
}

function stateSentence(row: FleetRow): string {
  const { state, firing, incident_since: since, current_version: version } = row;
  if (state === 'waiting')
    return 'No window has ended yet; the first verdict comes with the first whole window.';
  if (state === 'no_data') return 'The newest windows hold too little data to judge.';
  if (state === 'ok') return `Nothing is firing; ${version} is judged up to ${dayOf(row.newest_window_end)}.`;
  const when = since === null ? '' : ` since ${formatDay(since)}`;
  return firing.length === 0
    ? `The newest windows are ${state}${when}.`
    : `Firing${when}: ${listWords(firing)}.`;
}

function dayOf(time: string | null): string {
  return time === null ? 'no window yet' : formatDay(time);
}
