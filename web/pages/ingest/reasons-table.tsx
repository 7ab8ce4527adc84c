import type { RejectReason } from '../../api/ingest-health.ts';
import { requestPath } from '../../api/request-path.ts';
import { formatCount } from '../../format/number.ts';
import { formatTime } from '../../format/time.ts';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { kindWord, reasonWords } from './ingest-words.ts';

const COLUMNS: readonly Column<RejectReason>[] = [
  {
    title: 'Reason',
    value: ({ code }) => code,
    show: ({ code }) => <a href={requestPath('/ingest', { code })}>{reasonWords(code)}</a>,
  },
  { title: 'Of', value: ({ kind }) => kindWord(kind) },
  numberColumn('Records', ({ records }) => records, formatCount),
  { title: 'Newest', value: ({ newest_at: at }) => at, show: ({ newest_at: at }) => formatTime(at) },
];

/** ReasonsTable counts what was kept aside by reason; each leads to its records. */
export function ReasonsTable({ reasons }: { readonly reasons: readonly RejectReason[] }) {
  if (reasons.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="reasons-title">
      <h2 id="reasons-title">Why records were kept aside</h2>
      <DataTable
        caption="Reasons, most records first"
        hideCaption
        columns={COLUMNS}
        rows={reasons.toSorted((a, b) => b.records - a.records)}
        keyOf={({ code, kind }) => `${code} ${kind}`}
      />
    </section>
  );
}
