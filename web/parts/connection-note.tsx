import { useEffect, useState } from 'preact/hooks';
import { retryNow, useConnection } from '../api/live.ts';
import { formatDuration } from '../format/time.ts';

const WORDS = { live: 'Live', connecting: 'Connecting', locked: 'Wants a key' } as const;
const TICK_MS = 10_000;

/** useNow is the present time, renewed every ten seconds. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** ConnectionNote says whether the page is live; while the service is away it says how old the page is. */
export function ConnectionNote() {
  const { state, heardAt } = useConnection();
  const now = useNow();
  if (state !== 'away') {
    return (
      <span class={`connection ${state}`} role="status">
        <span class="dot" aria-hidden="true" />
        {WORDS[state]}
      </span>
    );
  }
  const age = now - heardAt;
  const isNew = heardAt === 0 || age < TICK_MS;
  const words = isNew ? 'The service does not answer' : `No answer for ${formatDuration(age)}`;
  return (
    <span class="connection away" role="status">
      <span class="dot" aria-hidden="true" />
      {words}
      <button type="button" onClick={retryNow}>
        Retry
      </button>
    </span>
  );
}
