import { type Clock, PlumblineError } from '../../domain/index.ts';
import type { ChangeMarks, ChangeReader, ChangeTopic } from '../ports.ts';
import { changedSince, hasNoRecords, tokenOf } from './change-token.ts';

/** Changes is what a waiting reader is told. */
export interface Changes {
  readonly token: string;
  readonly changed: readonly ChangeTopic[];
}

/** ChangeFeed lets readers wait for changes; it looks only while somebody waits, once for all of a project. */
export interface ChangeFeed {
  /** What a project has now. */
  now(project: string): Promise<Changes>;
  /**
   * Resolves as soon as something differs from the token, else after WAIT_MS without a change. Throws overloaded when too
   * many wait, and shutting_down once the feed has stopped.
   */
  wait(project: string, token: string, gone: AbortSignal): Promise<Changes>;
  /** Sends away everybody who waits. */
  stop(): void;
}

/** WAIT_MS is how long a reader waits: proxies commonly cut a request that is silent for 30 to 60 seconds. */
export const WAIT_MS = 25_000;

/** LOOK_MS is the time between two looks. */
export const LOOK_MS = 2000;

/** Arrivals change all the time; readers need not draw them anew at every look. */
const INGEST_MS = 10_000;

/** WAITING_LIMIT bounds the readers that wait, each of which holds a connection. */
export const WAITING_LIMIT = 256;

interface Waiter {
  readonly project: string;
  readonly token: string;
  readonly until: number;
  readonly since: number;
  answer(changes: Changes): void;
  refuse(error: unknown): void;
}

/** createChangeFeed begins without anybody waiting; `elapsed` is a clock that never steps back. */
export function createChangeFeed(reader: ChangeReader, elapsed: Clock): ChangeFeed {
  const waiting = new Set<Waiter>();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    timer ??= setTimeout(async () => {
      await lookOnce();
      timer = undefined;
      if (waiting.size > 0) look();
    }, LOOK_MS);
  }

  async function lookOnce(): Promise<void> {
    for (const project of new Set([...waiting].map((waiter) => waiter.project))) {
      // A store that is away has no news; whoever waits is answered when the time is over.
      const marks = await reader.readMarks(project).catch(() => null);
      for (const waiter of waiting) if (waiter.project === project) tell(waiter, marks);
    }
  }

  function tell(waiter: Waiter, marks: ChangeMarks | null): void {
    const now = elapsed();
    const changed = marks === null ? [] : changedSince(waiter.token, marks);
    const isRipe = changed.some((topic) => topic !== 'ingest') || now - waiter.since >= INGEST_MS;
    if (changed.length > 0 && (isRipe || hasNoRecords(waiter.token)))
      waiter.answer({ token: tokenOf(marks!), changed });
    else if (now >= waiter.until) waiter.answer({ token: waiter.token, changed: [] });
  }

  return {
    async now(project) {
      return { token: tokenOf(await reader.readMarks(project)), changed: [] };
    },
    async wait(project, token, gone) {
      if (stopped) throw stopping();
      if (waiting.size >= WAITING_LIMIT) {
        throw new PlumblineError('overloaded', 'Too many readers wait for changes.', { retryable: true });
      }
      return new Promise((resolve, reject) => {
        const since = elapsed();
        const leave = () => {
          waiting.delete(waiter);
          gone.removeEventListener('abort', abandon);
        };
        const waiter: Waiter = {
          project,
          token,
          since,
          until: since + WAIT_MS,
          answer(changes) {
            leave();
            resolve(changes);
          },
          refuse(error) {
            leave();
            reject(error);
          },
        };
        const abandon = () => waiter.answer({ token, changed: [] });
        waiting.add(waiter);
        gone.addEventListener('abort', abandon);
        look();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      for (const waiter of waiting) waiter.refuse(stopping());
    },
  };
}

function stopping(): PlumblineError {
  return new PlumblineError('shutting_down', undefined, { retryable: true });
}
