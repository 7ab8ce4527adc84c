import { type IncidentTransition, type Severity, subjectName } from '../domain/index.ts';
import { MAX_EVIDENCE, mostlyWords } from './evidence.ts';
import { severityRank } from './lifecycle.ts';

/** IncidentMessage is what people are told, as plain text; every notifier escapes it in its own way. */
export interface IncidentMessage {
  /** The notifier's receiver hears of this incident for the first time. */
  readonly first: boolean;
  readonly resolved: boolean;
  readonly severity: Severity;
  readonly project: string;
  readonly model: string;
  readonly version: string;
  readonly incidentId: string;
  /** One line: state, model, what. */
  readonly title: string;
  /** What changed, oldest first. */
  readonly changes: readonly string[];
  readonly monitors: readonly string[];
  /** The worst findings in words. */
  readonly evidence: readonly string[];
  readonly since: string;
  readonly window: string;
  /** Epoch milliseconds of the newest transition that is told. */
  readonly at: number;
  /** The incident's page; null without a public_url. */
  readonly url: string | null;
}

// Control characters, line and paragraph separators, and marks that reorder text: a name must stay in its place.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** plainLine makes a name or sentence one printable line of at most `limit` characters. */
export function plainLine(text: string, limit = 500): string {
  const line = text.replace(UNPRINTABLE, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** instantWords prints an instant in UTC to the minute. */
function instantWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const CHANGE_WORDS: Readonly<Record<IncidentTransition['kind'], string>> = {
  opened: 'started',
  alert_added: 'fires as well',
  severity_changed: 'is now',
  confirmed: 'is confirmed by a live window',
  alert_removed: 'is over',
  resolved: 'is over',
};

function changeLine(transition: IncidentTransition): string {
  const monitor = transition.series.monitor;
  const what =
    transition.kind === 'severity_changed'
      ? `${monitor} ${CHANGE_WORDS.severity_changed} ${transition.severity}`
      : `${monitor} ${CHANGE_WORDS[transition.kind]}`;
  return plainLine(`${what}: ${transition.summary}`);
}

/** evidenceOf collects the newest finding per subject and statistic of the monitors that fire, or fired last. */
function evidenceOf(history: readonly IncidentTransition[]): string[] {
  const last = history.at(-1)!;
  const lines = new Map<string, { line: string; rank: number }>();
  for (const transition of [...history].reverse()) {
    if (last.state === 'open' && !last.firing.includes(transition.series.monitor)) continue;
    for (const finding of transition.evidence) {
      const key = JSON.stringify([finding.subject.kind, finding.subject.name, finding.statistic]);
      if (lines.has(key)) continue;
      const line = plainLine(
        `${subjectName(finding.subject)}: ${finding.rule} (${finding.severity})${mostlyWords(finding)}`,
      );
      lines.set(key, { line, rank: severityRank(finding.severity) });
    }
  }
  return [...lines.values()]
    .sort((a, b) => b.rank - a.rank)
    .slice(0, MAX_EVIDENCE)
    .map(({ line }) => line);
}

function titleOf(transition: IncidentTransition): string {
  const model = plainLine(transition.model, 120);
  if (transition.state === 'resolved') return `Resolved: ${model}`;
  const firing = transition.firing.map((monitor) => plainLine(monitor, 80));
  const what = firing.length === 1 ? firing[0] : `${firing.length} monitors`;
  const severity = transition.severity === 'critical' ? 'Critical' : 'Warning';
  return plainLine(`${severity}: ${model}, ${what}`, 150);
}

/** MessageScope says which part of an incident one receiver is told. */
export interface MessageScope {
  /** Sequence of the newest transition to tell. */
  readonly upTo: number;
  /** Sequence of the newest transition that the receiver knows, -1 for none. */
  readonly toldUpTo: number;
  readonly first: boolean;
}

/** incidentMessage tells one receiver an incident as of `scope.upTo`. */
export function incidentMessage(
  history: readonly IncidentTransition[],
  { upTo, toldUpTo, first }: MessageScope,
  url: string | null,
): IncidentMessage {
  const known = history.filter((transition) => transition.sequence <= upTo);
  const last = known.at(-1)!;
  const news = known.filter((transition) => transition.sequence > toldUpTo);
  return {
    first,
    resolved: last.state === 'resolved',
    severity: last.severity,
    project: plainLine(last.project, 256),
    model: plainLine(last.model, 256),
    version: plainLine(last.version, 256),
    incidentId: last.incidentId,
    title: titleOf(last),
    changes: (news.length > 0 ? news : [last]).slice(-10).map(changeLine),
    monitors: last.firing.map((monitor) => plainLine(monitor, 256)),
    evidence: evidenceOf(known),
    since: instantWords(last.since),
    window: `${instantWords(last.window.start)} to ${instantWords(last.window.end)}`,
    at: last.at,
    url,
  };
}
