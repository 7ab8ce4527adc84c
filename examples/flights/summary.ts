import type { Aftermath } from './aftermath.ts';
import { type Charset, signedBar, sparkline, table, wrap } from './picture.ts';
import type {
  EvaluationRow,
  IncidentRow,
  MeasurementRow,
  NotificationRow,
  RetrainingRow,
} from './service-api.ts';
import { driftSpans, type Week, weeksOf } from './weeks.ts';

/** SummaryFacts is what the service answered, and what only the demo knows. */
export interface SummaryFacts {
  readonly evaluations: readonly EvaluationRow[];
  readonly measurements: readonly MeasurementRow[];
  readonly incidents: readonly IncidentRow[];
  readonly notifications: readonly NotificationRow[];
  readonly runs: readonly RetrainingRow[];
  /** January's log loss and accuracy, out of fold. */
  readonly reference: { readonly logLoss: number; readonly accuracy: number };
  /** Share of late flights by the start of the week in epoch milliseconds. */
  readonly lateShares: ReadonlyMap<number, number>;
  readonly aftermath: readonly Aftermath[];
  readonly received: {
    readonly slack: number;
    readonly pagerDuty: number;
    readonly mail: number;
    readonly webhooks: number;
  };
  readonly records: number;
  readonly sendingSeconds: number;
  readonly totalSeconds: number;
}

const BAR_SCALE = 0.12;
const BAR_WIDTH = 8;
const WIDTH = 118;

const day = (instant: number | string): string => new Date(instant).toISOString().slice(0, 10);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const signed = (value: number, digits: number): string =>
  `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** summaryLines tells a person what happened. */
export function summaryLines(facts: SummaryFacts, charset: Charset): string[] {
  const weeks = weeksOf(facts.measurements);
  const lines = [
    '',
    ...weekLines(facts, weeks, charset),
    '',
    ...driftLines(weeks),
    '',
    ...incidentLines(facts),
    '',
    ...retrainingLines(facts),
    '',
    totalsLine(facts),
  ];
  return charset === 'ascii' ? lines.map(inAscii) : lines;
}

function inAscii(line: string): string {
  return line
    .replaceAll('≥', '>=')
    .replaceAll('≤', '<=')
    .replaceAll(/[^\x20-\x7e]/g, '?');
}

function weekLines(facts: SummaryFacts, weeks: readonly Week[], charset: Charset): string[] {
  const { reference, lateShares } = facts;
  const judged = weeks.filter(({ logLoss }) => logLoss !== null);
  const rows = judged.map((week) => {
    const change = week.logLoss! - reference.logLoss;
    const late = lateShares.get(Date.parse(week.start));
    return [
      day(week.start),
      week.version,
      late === undefined ? '' : percent(late),
      week.logLoss!.toFixed(3),
      signed(change, 3),
      signedBar(change, BAR_SCALE, BAR_WIDTH, charset),
      week.accuracy === null ? '' : percent(week.accuracy),
      findingsOf(week),
    ];
  });
  const line = (title: string, values: readonly (number | null)[]): string =>
    `  ${title.padEnd(10)}${sparkline(values, charset)}`;
  return [
    `Week by week, against January (log loss ${reference.logLoss.toFixed(3)}, accuracy ${percent(reference.accuracy)}, out of fold):`,
    ...table(
      ['<week from', '<model', 'late', 'log loss', 'change', '<better | worse', 'accuracy', '<findings'],
      rows,
    ).map((text) => `  ${text}`),
    line(
      'late',
      judged.map(({ start }) => lateShares.get(Date.parse(start)) ?? null),
    ),
    line(
      'log loss',
      judged.map(({ logLoss }) => logLoss),
    ),
    line(
      'accuracy',
      judged.map(({ accuracy }) => accuracy),
    ),
  ];
}

function findingsOf({ decayed, drifted }: Week): string {
  const inputs = drifted.filter(({ input }) => input).length;
  const outputs = drifted.filter(({ input }) => !input).map(({ name }) => name);
  return [
    ...(decayed ? ['performance'] : []),
    ...(inputs > 0 ? [plural(inputs, 'input')] : []),
    ...outputs,
  ].join(', ');
}

function driftLines(weeks: readonly Week[]): string[] {
  const spans = driftSpans(weeks, 2);
  if (spans.length === 0) return ['Drifted inputs: none over two windows or more.'];
  return [
    'Drifted over two windows or more:',
    ...table(
      ['<input', '<version', '<since', '<last', 'weeks', 'largest PSI'],
      spans.map((span) => [
        span.name,
        span.version,
        day(span.since),
        day(span.last),
        String(span.windows),
        span.largestPsi === null ? '' : span.largestPsi.toFixed(2),
      ]),
    ).map((text) => `  ${text}`),
  ];
}

function incidentLines({ incidents, notifications, received }: SummaryFacts): string[] {
  const sent = new Map<string, number>();
  for (const { notifier, state } of notifications)
    if (state === 'delivered') sent.set(notifier, (sent.get(notifier) ?? 0) + 1);
  const names = [...sent.keys()].sort();
  const byNotifier = names.map((name) => `${name} ${sent.get(name)}`).join(', ') || 'none';
  return [
    `${plural(incidents.length, 'incident')}:`,
    ...incidents.toSorted((a, b) => (a.since < b.since ? -1 : 1)).flatMap(incidentText),
    `  notifications delivered: ${byNotifier}`,
    `  received on the other side: Slack ${received.slack}, PagerDuty ${received.pagerDuty}, email ${received.mail}, signed webhooks ${received.webhooks}`,
  ];
}

function incidentText({ since, severity, state, transitions }: IncidentRow): string[] {
  const opened = transitions[0];
  const last = transitions.at(-1);
  const end = state === 'resolved' && last ? `Resolved: ${last.summary}` : 'Still open.';
  return [
    `  since ${day(since)}: ${severity}, opened when the week to ${day(opened?.window_end ?? since)} was judged`,
    ...transitions
      .filter(({ kind }) => kind === 'opened' || kind === 'alert_added')
      .flatMap(({ summary }) => wrap(summary, WIDTH, '    ')),
    ...wrap(end, WIDTH, '    '),
  ];
}

function retrainingLines({ runs, aftermath }: SummaryFacts): string[] {
  const triggered = runs
    .filter(({ state }) => state !== 'suppressed')
    .sort((a, b) => (a.requested_at < b.requested_at ? -1 : 1));
  const suppressed = runs.length - triggered.length;
  return [
    `${plural(triggered.length, 'retraining run')}${suppressed > 0 ? `, and ${suppressed} suppressed by the cool-down` : ''}:`,
    ...triggered.flatMap((run) => {
      const after = aftermath.find(({ version }) => version === run.to_version);
      const because = run.reason.replace(/: .*/s, '');
      const title = `  ${run.from_version} -> ${run.to_version || '?'} (${run.state}), because ${because}`;
      return after ? [title, ...effectOf(after).map((line) => `    ${line}`)] : [title];
    }),
  ];
}

function effectOf(after: Aftermath): string[] {
  const { change, standardError, oldLogLoss, flights, fromVersion } = after;
  const trained = `trained on departures of ${day(after.trainedOn.start)} to ${day(after.trainedOn.end)}, serves from ${day(after.servesFrom)}`;
  if (flights === 0) return [trained, 'no flight left to predict'];
  const verdict =
    Math.abs(change) < 2 * standardError
      ? 'no measurable difference'
      : `${change < 0 ? 'it helped' : 'it hurt'}, by ${percent(Math.abs(change) / oldLogLoss)}`;
  return [
    trained,
    `log loss ${(oldLogLoss + change).toFixed(4)} on ${flights} flights, where ${fromVersion} would have had ${oldLogLoss.toFixed(4)} (${signed(change, 4)}, standard error ${standardError.toFixed(4)})`,
    verdict,
  ];
}

function totalsLine({ evaluations, records, sendingSeconds, totalSeconds }: SummaryFacts): string {
  const judged = evaluations.filter(({ status }) => status === 'complete' || status === 'partial').length;
  const rate = Math.round(records / sendingSeconds);
  return `${plural(judged, 'window')} evaluated; ${records} records at ${rate} a second while sending; ${totalSeconds.toFixed(0)} s in all.`;
}
