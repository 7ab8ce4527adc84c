import type { IncidentHistory, Transition } from '../../api/types.ts';
import { formatTime, formatWindow } from '../../format/time.ts';
import { inPlace, listWords, severityState } from '../../format/words.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';

const COLUMNS: readonly Column<Transition>[] = [
  {
    title: 'What',
    value: (step) => step.kind,
    show: (step) => <strong>{step.kind.replaceAll('_', ' ')}</strong>,
  },
  {
    title: 'Window',
    value: (step) => step.window_start,
    show: (step) => formatWindow(step.window_start, step.window_end),
  },
  {
    title: 'Severity',
    value: (step) => step.severity,
    show: (step) => <StateBadge state={severityState(step.severity)} />,
  },
  { title: 'Firing', value: (step) => listWords(step.firing), show: (step) => listWords(step.firing) || '–' },
  { title: 'Said', value: (step) => inPlace(step.summary) },
  { title: 'Noted', value: (step) => step.at, show: (step) => formatTime(step.at) },
];

/** HistoryPanel lists every step of an incident. */
export function HistoryPanel({ incident }: { readonly incident: IncidentHistory }) {
  return (
    <section class="panel">
      <DataTable
        caption="History"
        columns={COLUMNS}
        rows={incident.transitions}
        keyOf={(step) => step.transition_id}
      />
    </section>
  );
}
