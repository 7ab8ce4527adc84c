import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, getJson } from './client.ts';
import { onKeyStored } from './key.ts';
import { requestPath } from './request-path.ts';

/** Topic names a kind of data that may have changed. */
export type Topic = 'evaluations' | 'incidents' | 'notifications' | 'retraining' | 'ingest' | 'models';

/** Connection tells whether the page knows of changes: `away` while the service does not answer, `locked` without a key. */
export interface Connection {
  readonly state: 'connecting' | 'live' | 'away' | 'locked';
  /** Epoch milliseconds of the last answer; 0 before the first. */
  readonly heardAt: number;
}

interface Changes {
  readonly token: string;
  readonly changed?: readonly string[];
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

const subscribers = new Set<(topics: ReadonlySet<string> | 'all') => void>();
const watchers = new Set<(connection: Connection) => void>();
let connection: Connection = { state: 'connecting', heardAt: 0 };
let wake: (() => void) | undefined;

/** onChanged calls back with the topics that changed, or 'all' after the service was away. */
export function onChanged(listener: (topics: ReadonlySet<string> | 'all') => void): () => void {
  subscribers.add(listener);
  return () => subscribers.delete(listener);
}

/** useConnection is the present state of the connection. */
export function useConnection(): Connection {
  const [now, setNow] = useState(connection);
  useEffect(() => {
    watchers.add(setNow);
    setNow(connection);
    return () => {
      watchers.delete(setNow);
    };
  }, []);
  return now;
}

/** retryNow asks the service at once instead of at the next attempt, and reads everything on the page again. */
export function retryNow(): void {
  wake?.();
  publish('all');
}

/** followChanges asks the service for changes for as long as the page is open; a hidden page waits. */
export async function followChanges(): Promise<never> {
  onKeyStored(() => wake?.());
  let token: string | undefined;
  let delay = FIRST_RETRY_MS;
  while (true) {
    await visible();
    try {
      const wasAway = connection.state === 'away' || connection.state === 'locked';
      const answer = await getJson<Changes>(requestPath('/v1/changes', { since: token }));
      delay = FIRST_RETRY_MS;
      setConnection({ state: 'live', heardAt: Date.now() });
      if (wasAway) publish('all');
      else if (token !== undefined && (answer.changed?.length ?? 0) > 0) publish(new Set(answer.changed));
      token = answer.token;
    } catch (error) {
      // Without a token the answer comes at once, which tells soonest that the service is back.
      token = undefined;
      const status = error instanceof ApiProblem ? error.status : 0;
      const state = status === 401 || status === 403 ? 'locked' : 'away';
      setConnection({ state, heardAt: connection.heardAt });
      await pause(delay);
      delay = Math.min(delay * 2, LAST_RETRY_MS);
    }
  }
}

function publish(topics: ReadonlySet<string> | 'all'): void {
  for (const subscriber of subscribers) subscriber(topics);
}

function setConnection(next: Connection): void {
  connection = next;
  for (const watcher of watchers) watcher(next);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function visible(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
  });
}
