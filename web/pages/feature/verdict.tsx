import { requestPath } from '../../api/request-path.ts';
import type { Evaluation, Measurement } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { formatCount, formatNumber, formatProbability } from '../../format/number.ts';
import { formatWindow } from '../../format/time.ts';
import { inPlace, severityState, statisticName } from '../../format/words.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { monitorPath } from '../../paths.ts';
import { type FeatureWindow, isJudged } from './feature-windows.ts';
import { ruleText, verdictSentence } from './verdict-words.ts';

const COLUMNS: readonly Column<Measurement>[] = [
  {
    title: 'Statistic',
    value: ({ statistic }) => statistic,
    show: ({ statistic }) => statisticName(statistic),
  },
  numberColumn('Value', ({ value }) => value, formatNumber),
  numberColumn('Effect', ({ effect }) => effect, formatNumber),
  numberColumn('Threshold', ({ threshold }) => threshold, formatNumber),
  numberColumn('Corrected p', ({ p_adjusted: p }) => p, formatProbability),
  { title: 'Rule', value: (row) => ruleText(row) },
];

/** Verdict is what the service says of a window: a sentence, the numbers behind it, and the monitor's summary. */
export function Verdict({ window }: { readonly window: FeatureWindow }) {
  const { model, monitor, version } = window;
  const ofWindow = { model, monitor, version, from: window.from, to: window.to };
  const evaluations = useList<Evaluation>(requestPath('/v1/evaluations', ofWindow), ['evaluations']);
  const evaluation = evaluations.data?.find(({ evaluation_id: id }) => id === window.evaluationId);
  const state = isJudged(window) ? severityState(window.severity) : 'no_data';
  const first = window.measurements[0]!;
  return (
    <section class="panel verdict" aria-labelledby="verdict">
      <div class="verdict-head">
        <StateBadge state={state} />
        <h2 id="verdict">{verdictSentence(window)}</h2>
      </div>
      <p>
        {formatWindow(window.from, window.to)}, version {version || 'without a name'}:{' '}
        {formatCount(first.n_current)} rows against {formatCount(first.n_reference)} of the reference, judged
        by <a href={monitorPath(monitor)}>{monitor}</a>
        {evaluation && `, which says of the whole window: ${inPlace(evaluation.summary)}`}
      </p>
      <DataTable
        caption="Every statistic of this window"
        hideCaption
        columns={COLUMNS}
        rows={window.measurements}
        keyOf={({ statistic }) => statistic}
      />
    </section>
  );
}
