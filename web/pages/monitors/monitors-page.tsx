import { useState } from 'preact/hooks';
import type { Monitor, SeriesState } from '../../api/types.ts';
import { useList } from '../../api/use-data.ts';
import { plural } from '../../format/number.ts';
import { formatDay, formatTime } from '../../format/time.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { Empty, Show } from '../../parts/states.tsx';
import { modelPath, monitorPath } from '../../paths.ts';
import { measuredWords, monitorState, watchedWords } from './monitor-words.ts';

/** MonitorsPage lists every monitor with its rule and its newest verdict. */
export default function MonitorsPage() {
  const monitors = useList<Monitor>('/v1/monitors', ['evaluations']);
  const states = useList<SeriesState>('/v1/series?limit=10000', ['evaluations', 'incidents']);
  const [wanted, setWanted] = useState('');
  return (
    <>
      <PageHead
        title="Monitors"
        aside={monitors.data && <span class="faint">{countWords(monitors.data)}</span>}
      >
        <div class="toolbar">
          <div class="field">
            <label for="find-monitor">Find a monitor or model</label>
            <input
              id="find-monitor"
              type="search"
              value={wanted}
              aria-keyshortcuts="/"
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </div>
        </div>
      </PageHead>
      <Show what="the monitors" from={monitors} tall>
        {(all) => <Monitors all={all} states={states.data ?? []} wanted={wanted.trim().toLowerCase()} />}
      </Show>
    </>
  );
}

function countWords(monitors: readonly Monitor[]): string {
  const models = new Set(monitors.map(({ model }) => model)).size;
  return `${plural(monitors.length, 'monitor')} of ${plural(models, 'model')}`;
}

interface MonitorsProps {
  readonly all: readonly Monitor[];
  readonly states: readonly SeriesState[];
  readonly wanted: string;
}

function Monitors({ all, states, wanted }: MonitorsProps) {
  if (all.length === 0) {
    return (
      <Empty title="There are no monitors yet.">
        <p>
          Each model gets its first ones by itself once traffic arrives:{' '}
          <a href="/start">send a prediction</a>. Your own go under <code>monitors:</code> in plumbline.yaml.
        </p>
      </Empty>
    );
  }
  const shown = all.filter(({ name, model }) => `${name}\n${model}`.toLowerCase().includes(wanted));
  if (shown.length === 0) return <Empty title="No monitor or model has such a name." />;
  const rows = shown.toSorted((a, b) => compare(a.model, b.model) || compare(a.name, b.name));
  return (
    <div class="panel">
      <DataTable
        caption="Monitors"
        hideCaption
        columns={columnsOf(states)}
        rows={rows}
        keyOf={({ model, name }) => `${model} ${name}`}
      />
    </div>
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function columnsOf(states: readonly SeriesState[]): readonly Column<Monitor>[] {
  return [
    {
      title: 'Monitor',
      value: ({ name }) => name,
      show: ({ name }) => <a href={monitorPath(name)}>{name}</a>,
    },
    {
      title: 'Newest verdict',
      value: (monitor) => monitorState(monitor, states),
      show: (monitor) => <StateBadge state={monitorState(monitor, states)} />,
    },
    {
      title: 'Watches',
      value: ({ kind, model }) => `${watchedWords(kind)} ${model}`,
      show: ({ kind, model }) => (
        <>
          {watchedWords(kind)} <a href={modelPath(model)}>{model}</a>
        </>
      ),
    },
    { title: 'By', value: measuredWords },
    { title: 'Windows', value: ({ window }) => window },
    { title: 'Judged up to', value: judgedWords },
    { title: 'Note', value: noteOf },
  ];
}

function judgedWords({ evaluated_until: until }: Monitor): string {
  if (until === null) return 'nothing yet';
  return Date.parse(until) % 86_400_000 === 0 ? formatDay(until) : formatTime(until);
}

function noteOf({ last_error: error, silent, caught_up: caughtUp }: Monitor): string {
  if (error !== null) return `Failed: ${error}`;
  if (!caughtUp) return 'catching up';
  return silent ? 'silent' : '';
}
