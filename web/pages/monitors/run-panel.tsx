import { useState } from 'preact/hooks';
import { ApiProblem, postJson } from '../../api/client.ts';
import type { MonitorRun } from '../../api/monitor-run.ts';
import { requestPath } from '../../api/request-path.ts';
import type { Monitor, Session } from '../../api/types.ts';
import { useData } from '../../api/use-data.ts';
import { formatAge, formatWindow } from '../../format/time.ts';
import { useNow } from '../../parts/connection-note.tsx';
import { isoDay } from '../../range.ts';
import { runWords } from './monitor-words.ts';
import { useRuns } from './use-runs.ts';

const ASYNC = { prefer: 'respond-async' };
const SOME_WINDOWS_MS = 28 * 86_400_000;

/** RunPanel evaluates the newest window or a past range at once, and shows how far that has come. */
export function RunPanel({ monitor }: { readonly monitor: Monitor }) {
  const session = useData<Session>('/v1/session');
  const { runs, reload } = useRuns(monitor.name);
  const [problem, setProblem] = useState('');
  const may = session.data?.scopes.includes('admin') ?? true;
  const send = async (path: string, body: object) => {
    setProblem('');
    try {
      await postJson(path, body, { headers: ASYNC });
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error.message : String(error));
    }
    reload();
  };
  const start = (body: object) =>
    send(requestPath('/v1/monitors/:name/runs', {}, { name: monitor.name }), body);
  const cancel = (id: string) => send(requestPath('/v1/monitor-runs/:id/cancel', {}, { id }), {});
  const running = runs.find(({ state }) => state === 'running');
  return (
    <section class="panel run-panel" aria-labelledby="run-title">
      <h2 id="run-title">Run it</h2>
      <p class="faint">
        A run evaluates whole windows again and writes its verdicts beside the old ones; people are told only
        if you ask for it.
      </p>
      <RunForm monitor={monitor} busy={!may || running !== undefined} start={start} />
      {!may && <p>Running a monitor needs an API key with the scope “admin”.</p>}
      {problem !== '' && (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      {running && <Progress run={running} cancel={may ? () => cancel(running.run_id) : undefined} />}
      <div role="status">
        <EndedRuns runs={runs.filter(({ state }) => state !== 'running')} />
      </div>
    </section>
  );
}

interface RunFormProps {
  readonly monitor: Monitor;
  readonly busy: boolean;
  readonly start: (body: object) => void;
}

function RunForm({ monitor, busy, start }: RunFormProps) {
  const until = Date.parse(monitor.evaluated_until ?? monitor.last_seen ?? new Date().toISOString());
  const [from, setFrom] = useState(isoDay(until - SOME_WINDOWS_MS));
  const [to, setTo] = useState(isoDay(until));
  const [notify, setNotify] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    start({ from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z`, notify });
  };
  return (
    <form class="toolbar" onSubmit={submit}>
      <button type="button" class="primary" disabled={busy} onClick={() => start({})}>
        Run now, on the newest window
      </button>
      <DayField id="run-from" title="From day, UTC" day={from} max={to} onDay={setFrom} />
      <DayField id="run-to" title="To, not included" day={to} min={from} onDay={setTo} />
      <label class="check">
        <input type="checkbox" checked={notify} onInput={(event) => setNotify(event.currentTarget.checked)} />{' '}
        tell people
      </label>
      <button type="submit" disabled={busy}>
        Evaluate this range
      </button>
    </form>
  );
}

interface DayFieldProps {
  readonly id: string;
  readonly title: string;
  readonly day: string;
  readonly min?: string;
  readonly max?: string;
  readonly onDay: (day: string) => void;
}

function DayField({ id, title, day, min, max, onDay }: DayFieldProps) {
  return (
    <div class="field">
      <label for={id}>{title}</label>
      <input
        id={id}
        type="date"
        required
        value={day}
        min={min}
        max={max}
        onInput={(event) => onDay(event.currentTarget.value)}
      />
    </div>
  );
}

interface ProgressProps {
  readonly run: MonitorRun;
  readonly cancel: (() => void) | undefined;
}

function Progress({ run, cancel }: ProgressProps) {
  const words = `${formatWindow(run.from, run.to)}: ${runWords(run)}`;
  return (
    <div class="run-progress">
      <label for="run-bar">{words}</label>
      <progress id="run-bar" value={run.windows_done} max={Math.max(1, run.windows_total)} />
      {cancel && (
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      )}
    </div>
  );
}

function EndedRuns({ runs }: { readonly runs: readonly MonitorRun[] }) {
  const now = useNow();
  if (runs.length === 0) return null;
  return (
    <ul class="ended-runs">
      {runs.slice(0, 5).map((run) => (
        <li key={run.run_id}>
          {formatWindow(run.from, run.to)}: {runWords(run)}{' '}
          <span class="faint">{formatAge(run.ended_at ?? run.started_at, now)}</span>
        </li>
      ))}
    </ul>
  );
}
