import type { RetrainingRun } from '../../api/types.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { listWords } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';

const COLUMNS: readonly Column<RetrainingRun>[] = [
  { title: 'State', value: (run) => run.state, show: (run) => <strong>{run.state}</strong> },
  { title: 'Asked through', value: (run) => run.notifier },
  { title: 'From version', value: (run) => run.from_version },
  { title: 'To version', value: (run) => run.to_version, show: (run) => run.to_version || '–' },
  {
    title: 'Window that decided',
    value: (run) => run.window_start,
    show: (run) => formatWindow(run.window_start, run.window_end),
  },
  {
    title: 'Worst features',
    value: (run) => listWords(run.worst_features, 6),
    show: (run) => listWords(run.worst_features, 6) || '–',
  },
  { title: 'Asked for', value: (run) => run.requested_at, show: (run) => formatTime(run.requested_at) },
  { title: 'Last word', value: (run) => run.updated_at, show: (run) => formatTime(run.updated_at) },
  { title: 'Why', value: (run) => run.reason },
];

interface RetrainingPanelProps {
  readonly runs: readonly RetrainingRun[];
  readonly isLoaded: boolean;
}

/** RetrainingPanel shows the runs that an incident started, and those that were held back. */
export function RetrainingPanel({ runs, isLoaded }: RetrainingPanelProps) {
  return (
    <section class="panel">
      {runs.length === 0 ? (
        <>
          <h2>Retraining</h2>
          <p class="faint">
            {isLoaded
              ? 'This incident asked for no retraining. A notifier of the type “retraining” in a matching route would.'
              : 'Loading …'}
          </p>
        </>
      ) : (
        <DataTable caption="Retraining" columns={COLUMNS} rows={runs} keyOf={(run) => run.run_id} />
      )}
    </section>
  );
}
