import type { Incident, RetrainingRun, TimelineRow } from '../../api/types.ts';
import type { Span } from '../../charts/axes.ts';
import type { TimeMark } from '../../charts/line-band.ts';
import type { TimelineItem } from '../../charts/timeline.ts';
import { formatDay } from '../../format/time.ts';
import { listWords } from '../../format/words.ts';

/** LANES are the lanes of the timeline, from the top. */
export const LANES = ['Incidents', 'Retraining', 'Versions'] as const;

/** TimelineEntry is an item with what it leads to. */
export interface TimelineEntry extends TimelineItem {
  readonly row: TimelineRow;
  /** Id of the incident that a click opens; empty for none. */
  readonly incident: string;
}

interface TimelineSource {
  readonly rows: readonly TimelineRow[];
  readonly incidents: readonly Incident[];
  readonly runs: readonly RetrainingRun[];
  /** The time that is shown; what is open lasts until its end. */
  readonly span: Span;
}

/** timelineEntries turns the rows into bars: incidents until resolved, runs as marks, versions until the next one. */
export function timelineEntries({ rows, incidents, runs, span }: TimelineSource): readonly TimelineEntry[] {
  const versions = servingVersions(rows, span.to);
  return rows
    .map((row) => {
      if (row.kind === 'version') return versionEntry(row, versions, span.to);
      const to = row.until === null ? span.to : Date.parse(row.until);
      return row.kind === 'incident' ? incidentEntry(row, to, incidents) : runEntry(row, to, runs);
    })
    .filter((entry) => entry !== null)
    .filter(({ from, to }) => from < span.to && to > span.from);
}

function versionEntry(row: TimelineRow, versions: readonly TimelineRow[], end: number): TimelineEntry | null {
  const place = versions.indexOf(row);
  if (place < 0) return null;
  const from = Date.parse(row.at);
  const next = versions[place + 1];
  const to = next ? Date.parse(next.at) : end;
  const tip = `${row.version}, judged from ${formatDay(from)} on`;
  return { lane: 2, from, to, label: row.version, look: 'version', open: false, tip, row, incident: '' };
}

/** servingVersions are the versions with traffic, oldest first; one that waits for traffic stands after the end. */
function servingVersions(rows: readonly TimelineRow[], end: number): readonly TimelineRow[] {
  return rows
    .filter(({ kind, at }) => kind === 'version' && Date.parse(at) < end)
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** versionMarks are the vertical lines where a version took over. */
export function versionMarks(rows: readonly TimelineRow[], end: number): readonly TimeMark[] {
  return servingVersions(rows, end).map(({ at, version }) => ({ at: Date.parse(at), label: version }));
}

function incidentEntry(row: TimelineRow, to: number, incidents: readonly Incident[]): TimelineEntry {
  const from = Date.parse(row.at);
  const incident = incidents.find(({ incident_id: id }) => id === row.ref);
  const open = row.until === null;
  const label = row.title.replace(/^(Open i|I)ncident: /, '');
  return {
    lane: 0,
    from,
    to,
    label,
    look: row.severity === 'critical' ? 'critical' : 'warning',
    open,
    tip: [
      `${label}: ${row.severity}, ${row.version}`,
      `since ${formatDay(from)}, ${open ? 'open' : `resolved ${formatDay(to)}`}`,
      ...(incident?.evidence ?? []).slice(0, 4).map(({ rule }) => wrap(rule)),
    ].join('\n'),
    row,
    incident: row.ref,
  };
}

function runEntry(row: TimelineRow, to: number, runs: readonly RetrainingRun[]): TimelineEntry {
  const from = Date.parse(row.at);
  const run = runs.find(({ run_id: id }) => id === row.ref);
  const state = run?.state ?? 'requested';
  const look = state === 'succeeded' ? 'run' : state === 'failed' ? 'failed' : 'quiet';
  const result = run && run.to_version !== '' ? `→ ${run.to_version}` : state;
  const features =
    run && run.worst_features.length > 0 ? [`because of ${listWords(run.worst_features, 3)}`] : [];
  return {
    lane: 1,
    from,
    to,
    label: result,
    look,
    open: false,
    tip: [
      `Retraining ${state}`,
      `decided ${formatDay(from)}, ${run?.from_version ?? ''} ${result}`,
      ...features,
    ].join('\n'),
    row,
    incident: run?.incident_id ?? '',
  };
}

const LINE = 90;

function wrap(text: string): string {
  return text.length > LINE ? `${text.slice(0, LINE - 1)}…` : text;
}
