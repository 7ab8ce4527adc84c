import type { Evidence, IncidentHistory } from '../../api/types.ts';
import { formatMetric, formatNumber, formatProbability } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { severityState, statisticName, subjectName } from '../../format/words.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty } from '../../parts/states.tsx';
import { featurePath } from '../../paths.ts';
import { type Finding, findings, ratioText, strongest, thresholdRatio } from './evidence.ts';

/** A bar shows up to this many thresholds. */
const SCALE = 4;
const [WIDTH, HEIGHT] = [160, 14];

/** EvidencePanels list the measurements that an incident stands on, by monitor, each against its threshold. */
export function EvidencePanels({ incident }: { readonly incident: IncidentHistory }) {
  const found = findings(incident);
  if (found.length === 0) {
    return (
      <Empty title="This incident came without measurements.">
        <p>It tells of missing data or of a lost baseline; the history below says which.</p>
      </Empty>
    );
  }
  return (
    <>
      {found.map((finding) => (
        <section key={finding.monitor} class="panel">
          <DataTable
            caption={captionOf(finding)}
            columns={columnsOf(incident, finding)}
            rows={strongest(finding.evidence)}
            keyOf={(piece) => `${piece.subject.kind} ${piece.subject.name} ${piece.statistic}`}
          />
        </section>
      ))}
    </>
  );
}

function captionOf({ monitor, transition }: Finding): string {
  return `Found by ${monitor} in ${formatWindow(transition.window_start, transition.window_end)}`;
}

function columnsOf(incident: IncidentHistory, finding: Finding): readonly Column<Evidence>[] {
  return [
    {
      title: 'Of',
      value: ({ subject }) => subjectName(subject.kind, subject.name),
      show: (piece) => <Subject piece={piece} incident={incident} finding={finding} />,
    },
    {
      title: 'Statistic',
      value: (piece) => piece.statistic,
      show: (piece) => statisticName(piece.statistic),
    },
    {
      title: 'Value',
      value: (piece) => piece.value,
      show: (piece) => formatMetric(piece.statistic, piece.value),
      numeric: true,
    },
    numberColumn('Effect', (piece) => piece.effect, formatNumber),
    numberColumn('Threshold', (piece) => piece.threshold, formatNumber),
    {
      title: 'Against the threshold',
      value: (piece) => ratioText(piece),
      show: (piece) => <Bar piece={piece} />,
    },
    numberColumn('Corrected p', (piece) => piece.pAdjusted, formatProbability),
    {
      title: 'Verdict',
      value: (piece) => piece.severity,
      show: (piece) => <StateBadge state={severityState(piece.severity)} />,
    },
    { title: 'Rule', value: (piece) => piece.rule },
  ];
}

interface SubjectProps {
  readonly piece: Evidence;
  readonly incident: IncidentHistory;
  readonly finding: Finding;
}

function Subject({ piece, incident, finding }: SubjectProps) {
  const { kind, name } = piece.subject;
  if (kind !== 'feature') return <>{subjectName(kind, name)}</>;
  const path = featurePath(incident.model, name, {
    version: incident.version,
    monitor: finding.monitor,
    statistic: piece.statistic,
    from: finding.transition.window_start,
    to: finding.transition.window_end,
  });
  return <a href={path}>{subjectName(kind, name)}</a>;
}

/** Bar is the effect in thresholds; the tick stands at one. */
function Bar({ piece }: { readonly piece: Evidence }) {
  const ratio = thresholdRatio(piece);
  if (ratio === null) return <>–</>;
  const one = WIDTH / SCALE;
  return (
    <span class="evidence-bar">
      <svg width={WIDTH} height={HEIGHT} role="img" aria-label={ratioText(piece)}>
        <rect class="bar-back" width={WIDTH} height={HEIGHT} rx="3" />
        <rect class={`bar-${piece.severity}`} width={Math.min(WIDTH, ratio * one)} height={HEIGHT} rx="3" />
        <path class="bar-tick" d={`M${one} 0v${HEIGHT}`} />
      </svg>
      {formatNumber(ratio)} ×
    </span>
  );
}
