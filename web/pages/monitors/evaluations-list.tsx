import { useState } from 'preact/hooks';
import { requestPath } from '../../api/request-path.ts';
import type { Evaluation, Judged } from '../../api/types.ts';
import { useData, useList } from '../../api/use-data.ts';
import { formatCount, formatNumber, formatProbability, plural } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { inPlace, severityState, statisticName, subjectName } from '../../format/words.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { featurePath, modelPath } from '../../paths.ts';

const FIRST = 25;
const STEP = 100;

interface EvaluationsListProps {
  readonly model: string;
  readonly monitor: string;
}

/** EvaluationsList is the newest windows of a monitor; each opens to what was measured in it. */
export function EvaluationsList({ model, monitor }: EvaluationsListProps) {
  const [most, setMost] = useState(FIRST);
  const path = requestPath('/v1/evaluations', { model, monitor, limit: most });
  const evaluations = useList<Evaluation>(path, ['evaluations']);
  return (
    <section class="panel" aria-labelledby="windows-title">
      <h2 id="windows-title">Last windows</h2>
      <Show what="the last windows" from={evaluations}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No window has been judged yet.">
              <p>The first one is judged once it has closed and its data is in. “Run now” tries at once.</p>
            </Empty>
          ) : (
            <>
              <ul class="windows">
                {rows.map((row) => (
                  <EvaluationItem key={row.evaluation_id} evaluation={row} />
                ))}
              </ul>
              {rows.length === most && (
                <button type="button" onClick={() => setMost(most + STEP)}>
                  Show older windows
                </button>
              )}
            </>
          )
        }
      </Show>
    </section>
  );
}

function EvaluationItem({ evaluation }: { readonly evaluation: Evaluation }) {
  const [open, setOpen] = useState(false);
  const { version, segment, mode, status, severity, summary } = evaluation;
  const judged = status === 'complete' || status === 'partial';
  const words = [
    version,
    segment,
    mode === 'backfill' ? 'run by hand' : '',
    judged ? '' : status.replaceAll('_', ' '),
  ];
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <StateBadge state={judged ? severityState(severity) : 'no_data'} />
          <strong>{formatWindow(evaluation.window_start, evaluation.window_end)}</strong>
          <span class="faint">{words.filter((word) => word !== '').join(' · ')}</span>
          <span class="window-summary">{inPlace(summary)}</span>
        </summary>
        {open && <Results evaluation={evaluation} />}
      </details>
    </li>
  );
}

function Results({ evaluation }: { readonly evaluation: Evaluation }) {
  const path = requestPath('/v1/evaluations/:id', {}, { id: evaluation.evaluation_id });
  const loaded = useData<{ readonly results: readonly Judged[] }>(path);
  return (
    <Show what="what was measured" from={loaded}>
      {({ results }) => (
        <>
          <p class="faint">
            {plural(evaluation.n_current, 'row')} against {formatCount(evaluation.n_reference)} of the
            reference, measured in {formatCount(Math.max(1, evaluation.took_ms))} ms.
          </p>
          <DataTable
            caption="What was measured, findings first"
            hideCaption
            columns={columnsOf(evaluation)}
            rows={results.toSorted(findingsFirst)}
            keyOf={({ subject, feature, statistic }) => `${subject} ${feature} ${statistic}`}
          />
        </>
      )}
    </Show>
  );
}

function findingsFirst(a: Judged, b: Judged): number {
  const rank = { critical: 0, warning: 1, none: 2 } as const;
  return rank[a.severity] - rank[b.severity] || (b.effect ?? 0) - (a.effect ?? 0);
}

function columnsOf(evaluation: Evaluation): readonly Column<Judged>[] {
  return [
    {
      title: 'Of',
      value: ({ subject, feature }) => subjectName(subject, feature),
      show: (row) => <a href={resultPath(evaluation, row)}>{subjectName(row.subject, row.feature)}</a>,
    },
    { title: 'Measure', value: ({ statistic }) => statisticName(statistic) },
    {
      title: 'Verdict',
      value: ({ severity }) => severity,
      show: ({ severity }) => <StateBadge state={severityState(severity)} />,
    },
    numberColumn('Effect', ({ effect }) => effect, formatNumber),
    numberColumn('Corrected p', ({ p_adjusted: p }) => p, formatProbability),
    { title: 'Rule', value: ({ rule }) => rule },
  ];
}

/** Performance has no distribution of its own: it is shown on the page of the model. */
function resultPath(
  { model, monitor, version, segment, window_start, window_end }: Evaluation,
  row: Judged,
): string {
  const window = { from: window_start, to: window_end };
  const isMetric = row.p_adjusted === null && row.subject === 'prediction';
  if (isMetric) return modelPath(model, window);
  const subject = row.subject === 'feature' ? undefined : row.subject;
  return featurePath(model, row.feature || row.subject, { monitor, version, segment, subject, ...window });
}
