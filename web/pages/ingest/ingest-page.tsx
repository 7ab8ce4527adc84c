import { useMemo } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso/router';
import type { IngestHealth, LogPartition } from '../../api/ingest-health.ts';
import { requestPath } from '../../api/request-path.ts';
import { useData } from '../../api/use-data.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { formatAge, formatDuration, formatTime } from '../../format/time.ts';
import { Choice } from '../../parts/choice.tsx';
import { useNow } from '../../parts/connection-note.tsx';
import { type Column, DataTable, numberColumn } from '../../parts/data-table.tsx';
import { Fact } from '../../parts/fact.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { type Range, rangeParameters, resolveRange } from '../../range.ts';
import { arrivalsOf, stepOf, totalOf } from './arrivals.ts';
import { ArrivalsFigure } from './arrivals-figure.tsx';
import { QuarantineList } from './quarantine-list.tsx';
import { ReasonsTable } from './reasons-table.tsx';

const HOUR_MS = 3_600_000;

/** IngestPage is what comes in: how much, how late, and what was kept aside and why. */
export default function IngestPage() {
  const { query } = useRoute();
  const { route } = useLocation();
  const go = (changes: Readonly<Record<string, string | undefined>>) =>
    route(requestPath('/ingest', { ...query, ...changes }), true);
  // By the hour, so that the address of the request lasts for a while.
  const now = Math.ceil(useNow() / HOUR_MS) * HOUR_MS;
  const range = resolveRange({ range: '7d', ...query }, null, now);
  const health = useData<IngestHealth>(requestPath('/v1/ingest', rangeParameters(range)), ['ingest']);
  return (
    <>
      <PageHead title="Ingest">
        <div class="toolbar">
          <RangePicker
            range={range}
            onPick={(picked) => go({ range: undefined, from: undefined, to: undefined, ...picked })}
          />
          <ModelChoice health={health.data} model={query.model ?? ''} onPick={(model) => go({ model })} />
        </div>
      </PageHead>
      <Show what="the state of ingest" from={health} tall>
        {(data) => <Health health={data} range={range} model={query.model ?? ''} />}
      </Show>
      <QuarantineList model={query.model ?? ''} code={query.code ?? ''} range={range} go={go} />
    </>
  );
}

interface ModelChoiceProps {
  readonly health: IngestHealth | undefined;
  readonly model: string;
  readonly onPick: (model: string) => void;
}

function ModelChoice({ health, model, onPick }: ModelChoiceProps) {
  const models = [...new Set([...(health?.hours ?? []).map((row) => row.model), model])]
    .filter((name) => name !== '')
    .sort();
  const options = [
    { value: '', title: 'All models' },
    ...models.map((name) => ({ value: name, title: name })),
  ];
  return <Choice label="Model" value={model} options={options} onPick={onPick} />;
}

interface HealthProps {
  readonly health: IngestHealth;
  readonly range: Range;
  readonly model: string;
}

function Health({ health, range, model }: HealthProps) {
  const step = stepOf(range);
  const arrivals = useMemo(
    () =>
      arrivalsOf(
        health.hours.filter((row) => model === '' || row.model === model),
        step,
      ),
    [health, model, step],
  );
  if (health.first_event_at === null) {
    return (
      <Empty title="Nothing has arrived yet.">
        <p>
          <a href="/start">Send a first prediction</a>; it appears here at once.
        </p>
      </Empty>
    );
  }
  return (
    <>
      <Facts health={health} total={totalOf(arrivals)} />
      {arrivals.length === 0 ? (
        <Empty title="Nothing arrived in this time.">
          <p>Choose a longer one. Records are shown when they arrived, not when they happened.</p>
        </Empty>
      ) : (
        <ArrivalsFigure arrivals={arrivals} span={range} step={step} />
      )}
      <Partitions partitions={health.partitions} />
      <ReasonsTable reasons={health.reasons} />
    </>
  );
}

interface FactsProps {
  readonly health: IngestHealth;
  readonly total: ReturnType<typeof totalOf>;
}

function Facts({ health, total }: FactsProps) {
  const now = useNow();
  const all = total.accepted + total.rejected;
  const lag = health.lag_seconds;
  return (
    <dl class="facts panel">
      <Fact title="Accepted">{formatCount(total.accepted)}</Fact>
      <Fact title="Rejected">
        {all === 0 ? '0' : `${formatCount(total.rejected)} (${formatShare(total.rejected / all)})`}
      </Fact>
      <Fact title="Behind">
        {lag === null || lag === undefined ? 'nothing waits' : formatDuration(Math.max(1_000, lag * 1_000))}
      </Fact>
      <Fact title="Newest event">{health.newest_event_at ? formatTime(health.newest_event_at) : '–'}</Fact>
      <Fact title="First arrival">{health.first_event_at ? formatAge(health.first_event_at, now) : '–'}</Fact>
    </dl>
  );
}

const PARTITIONS: readonly Column<LogPartition>[] = [
  { title: 'Topic', value: ({ topic }) => topic },
  { title: 'Partition', value: ({ log_partition: partition }) => partition, numeric: true },
  numberColumn('Records behind', ({ records_behind: behind }) => behind, formatCount),
  {
    title: 'Newest event',
    value: ({ newest_event_time: at }) => at,
    show: ({ newest_event_time: at }) => at && formatTime(at),
  },
  {
    title: 'Newest arrival',
    value: ({ newest_received_at: at }) => at,
    show: ({ newest_received_at: at }) => at && formatTime(at),
  },
];

function Partitions({ partitions }: { readonly partitions: readonly LogPartition[] }) {
  if (partitions.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="partitions-title">
      <h2 id="partitions-title">Partitions of the log</h2>
      <DataTable
        caption="Partitions of the log"
        hideCaption
        columns={PARTITIONS}
        rows={partitions}
        keyOf={({ topic, log_partition: partition }) => `${topic} ${partition}`}
      />
    </section>
  );
}
