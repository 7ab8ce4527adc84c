import type { FleetRow, RetrainingRun } from '../../api/types.ts';
import { DayStrip } from '../../charts/day-strip.tsx';
import { fillDays } from '../../charts/fill-days.ts';
import { plural } from '../../format/number.ts';
import { formatAge, formatDay } from '../../format/time.ts';
import { listWords } from '../../format/words.ts';
import { Fact } from '../../parts/fact.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { incidentPath, modelPath } from '../../paths.ts';

interface ModelCardProps {
  readonly row: FleetRow;
  readonly run: RetrainingRun | undefined;
  readonly now: number;
}

/** ModelCard is a model at a glance. */
export function ModelCard({ row, run, now }: ModelCardProps) {
  return (
    <li class={`model-card card-${row.state}`}>
      <div class="card-head">
        <h2>
          <a href={modelPath(row.model)}>{row.model}</a>
        </h2>
        <StateBadge state={row.state} />
      </div>
      <p class="card-firing">
        <Firing row={row} />
      </p>
      <DayStrip days={fillDays(row.days, row.newest_window_end)} />
      <StripEnds row={row} />
      <dl class="card-facts">
        <Fact title="Version">
          {row.current_version === '' ? '–' : row.current_version}
          {row.versions > 1 && <span class="faint"> of {row.versions}</span>}
        </Fact>
        <Fact title="Newest event">
          {row.newest_event_time === null ? 'none yet' : formatAge(row.newest_event_time, now)}
        </Fact>
        {row.newest_received_at !== null && (
          <Fact title="Received">{formatAge(row.newest_received_at, now)}</Fact>
        )}
        <Fact title="Retraining">{run ? runText(run) : 'none'}</Fact>
      </dl>
      <p class="faint card-size">
        {plural(row.features, 'feature')} · {plural(row.monitors, 'monitor')}
      </p>
    </li>
  );
}

function Firing({ row }: { readonly row: FleetRow }) {
  if (row.firing.length === 0 && row.open_incidents === 0) return <>{quietText(row)}</>;
  const what =
    row.firing.length > 0 ? `${listWords(row.firing)} firing` : plural(row.open_incidents, 'open incident');
  const since = row.incident_since === null ? '' : ` since ${formatDay(row.incident_since)}`;
  if (row.incident_id === '') return <>{what + since}</>;
  return <a href={incidentPath(row.incident_id)}>{what + since}</a>;
}

function quietText({ state, monitors, newest_window_end: end }: FleetRow): string {
  if (monitors === 0) return 'No monitor watches this model';
  if (state === 'waiting') return 'Waiting for the first whole window';
  if (state === 'no_data') return 'Too little data to judge';
  return end === null ? 'Nothing is firing' : `Nothing is firing; judged up to ${formatDay(end)}`;
}

function StripEnds({ row }: { readonly row: FleetRow }) {
  const [first, last] = [row.days[0], row.days.at(-1)];
  if (!first || !last) return null;
  return (
    <p class="strip-ends faint" aria-hidden="true">
      <span>{formatDay(first.day)}</span>
      <span>{formatDay(last.day)}</span>
    </p>
  );
}

function runText(run: RetrainingRun): string {
  const version = run.to_version === '' ? '' : ` ${run.to_version}`;
  return `${run.state}${version}, ${formatDay(run.decided_at)}`;
}
