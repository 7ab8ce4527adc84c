import { useState } from 'preact/hooks';
import { ApiProblem, postJson } from '../../api/client.ts';
import type { Quarantined, ReplayResult } from '../../api/ingest-health.ts';
import { requestPath } from '../../api/request-path.ts';
import type { Session } from '../../api/types.ts';
import { useData, useList } from '../../api/use-data.ts';
import { formatCount } from '../../format/number.ts';
import { formatTime } from '../../format/time.ts';
import { Empty, Show } from '../../parts/states.tsx';
import { type Range, rangeParameters } from '../../range.ts';
import { kindWord, placeWords, reasonWords, replayWords } from './ingest-words.ts';

const FIRST = 50;

interface QuarantineListProps {
  readonly model: string;
  readonly code: string;
  readonly range: Range;
  readonly go: (changes: Readonly<Record<string, string | undefined>>) => void;
}

/** QuarantineList shows the records that were kept aside, with their text, and tries them again. */
export function QuarantineList({ model, code, range, go }: QuarantineListProps) {
  const [most, setMost] = useState(FIRST);
  const { from, to } = rangeParameters(range);
  const path = requestPath('/v1/quarantine', { model, code, from, to, limit: most });
  const records = useList<Quarantined>(path, ['ingest']);
  const session = useData<Session>('/v1/session');
  const { result, replay } = useReplay(records.reload);
  const may = session.data?.scopes.includes('admin') ?? true;
  const waiting = records.data?.filter(({ replayed_at: at }) => at === null) ?? [];
  return (
    <section class="panel quarantine" aria-labelledby="quarantine-title">
      <div class="toolbar">
        <h2 id="quarantine-title">Kept aside{code !== '' && `: ${reasonWords(code)}`}</h2>
        {code !== '' && (
          <button type="button" onClick={() => go({ code: undefined })}>
            Every reason
          </button>
        )}
        {waiting.length > 0 && (
          <button
            type="button"
            disabled={!may}
            onClick={() => replay({ ids: waiting.map(({ quarantine_id: id }) => id) })}
          >
            Try {waiting.length === 1 ? 'it' : `all ${formatCount(waiting.length)}`} again
          </button>
        )}
        {!may && <span class="faint">Trying again needs an API key with the scope “admin”.</span>}
      </div>
      <p role="status">{result}</p>
      <Show what="the records that were kept aside" from={records}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title="No record was kept aside in this time.">
              <p>What cannot be used would be here with its reason and its text, to be tried again.</p>
            </Empty>
          ) : (
            <ul class="records">
              {rows.map((row) => (
                <RecordItem
                  key={row.quarantine_id}
                  record={row}
                  again={
                    may && row.replayed_at === null ? () => replay({ ids: [row.quarantine_id] }) : undefined
                  }
                />
              ))}
            </ul>
          )
        }
      </Show>
      {records.data?.length === most && (
        <button type="button" onClick={() => setMost(most + FIRST)}>
          Show older records
        </button>
      )}
    </section>
  );
}

function useReplay(reload: () => void) {
  const [result, setResult] = useState('');
  const replay = async (selection: { readonly ids: readonly string[] }) => {
    try {
      setResult(replayWords(await postJson<ReplayResult>('/v1/quarantine/replay', selection)));
    } catch (error) {
      setResult(error instanceof ApiProblem ? error.message : String(error));
    }
    reload();
  };
  return { result, replay };
}

interface RecordItemProps {
  readonly record: Quarantined;
  readonly again: (() => void) | undefined;
}

function RecordItem({ record, again }: RecordItemProps) {
  const {
    received_at: at,
    kind,
    model,
    code,
    path,
    reason,
    raw,
    raw_bytes: bytes,
    replayed_at: landed,
  } = record;
  const size = new TextEncoder().encode(raw).length;
  return (
    <li>
      <details>
        <summary>
          <strong>{reasonWords(code)}</strong>
          <span>{path}</span>
          <span class="faint">
            {kindWord(kind)}
            {model !== '' && ` of ${model}`}, {formatTime(at)}
          </span>
          {landed !== null && <span class="landed">✓ has landed on {formatTime(landed)}</span>}
        </summary>
        <p>{reason}</p>
        <p class="faint">Came {placeWords(record)}.</p>
        <pre>{raw}</pre>
        {bytes > size && (
          <p class="faint">
            The first {formatCount(size)} of {formatCount(bytes)} bytes; what is cut cannot be tried again.
          </p>
        )}
        {again && (
          <button type="button" onClick={again}>
            Try it again
          </button>
        )}
      </details>
    </li>
  );
}
