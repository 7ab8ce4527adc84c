import { useMemo, useRef } from 'preact/hooks';
import { readKey } from '../../api/key.ts';
import type { FleetRow, Session } from '../../api/types.ts';
import { useData, useList } from '../../api/use-data.ts';
import { formatTime } from '../../format/time.ts';
import { Show } from '../../parts/states.tsx';
import { modelPath } from '../../paths.ts';
import { CopyButton } from './copy-button.tsx';
import { type Snippet, snippetsFor } from './snippets.ts';

/** GettingStarted sends a first prediction in a language of choice and says when it has arrived. */
export function GettingStarted() {
  const session = useData<Session>('/v1/session', ['ingest', 'evaluations']);
  const snippets = useMemo(() => snippetsFor(location.origin, readKey() !== ''), [session.data]);
  return (
    <>
      <Show what="the state of this service" from={session}>
        {({ first_event_at: at }) => <FirstEvent at={at} />}
      </Show>
      <div class="snippets">
        {snippets.map((snippet) => (
          <SnippetPanel key={snippet.language} snippet={snippet} />
        ))}
      </div>
      <section class="panel" aria-labelledby="next-title">
        <h2 id="next-title">What happens then</h2>
        <ol>
          <li>
            The model appears in the fleet with the first event, and its inputs are learnt from what you send.
          </li>
          <li>
            The first 7 days or 10,000 rows become its reference. Every later window is compared with it,
            silently until you confirm the monitors in plumbline.yaml.
          </li>
          <li>
            Send the truth when it is known, with the same prediction_id to <code>/v1/labels</code>, and the
            page shows how good the model is.
          </li>
        </ol>
      </section>
    </>
  );
}

/** The one thing that a first-time reader waits for. */
function FirstEvent({ at }: { readonly at: string | null }) {
  const fleet = useList<FleetRow>(at === null ? null : '/v1/fleet?limit=3', ['ingest', 'models']);
  return (
    <p class={at === null ? 'first-event waiting' : 'first-event seen'} role="status">
      {at === null ? (
        <>
          <span class="mark" aria-hidden="true">
            ○
          </span>
          Waiting for the first event …
        </>
      ) : (
        <>
          <span class="mark" aria-hidden="true">
            ✓
          </span>
          First event seen on {formatTime(at)}.
          {fleet.data?.map(({ model }) => (
            <a key={model} href={modelPath(model)}>
              {model}
            </a>
          ))}
        </>
      )}
    </p>
  );
}

function SnippetPanel({ snippet: { language, text } }: { readonly snippet: Snippet }) {
  const shown = useRef<HTMLElement>(null);
  return (
    <section class="panel snippet" aria-label={language}>
      <div class="toolbar">
        <h2>{language}</h2>
        <CopyButton text={text} what={`for ${language}`} shown={shown} />
      </div>
      <pre>
        <code ref={shown}>{text}</code>
      </pre>
    </section>
  );
}
