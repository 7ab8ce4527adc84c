import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, getJson } from './client.ts';
import { onKeyStored } from './key.ts';
import { onChanged, type Topic } from './live.ts';
import { differsInTimeOnly } from './request-path.ts';

/** Loaded is data on its way: what was read before stays while it is read again. */
export interface Loaded<T> {
  readonly data: T | undefined;
  /** Why the newest attempt failed. */
  readonly problem: ApiProblem | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Held<T> {
  readonly path: string | null;
  readonly data: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly loading: boolean;
}

/** Changes come in bursts while a replay runs: one reading a second is enough. */
const SETTLE_MS = 1_000;

/** useData reads an address, and again when one of the topics changed; null reads nothing. Data of another time stays until the new comes. */
export function useData<T>(path: string | null, topics: readonly Topic[] = []): Loaded<T> {
  const [held, setHeld] = useState<Held<T>>({ path, data: undefined, problem: undefined, loading: true });
  const running = useRef<AbortController>(undefined);

  const reload = useCallback(() => {
    running.current?.abort();
    if (path === null) return;
    const controller = new AbortController();
    running.current = controller;
    setHeld((before) =>
      before.path === path || differsInTimeOnly(before.path, path)
        ? { ...before, path, loading: true }
        : { path, data: undefined, problem: undefined, loading: true },
    );
    getJson<T>(path, { signal: controller.signal }).then(
      (data) => {
        if (!controller.signal.aborted) setHeld({ path, data, problem: undefined, loading: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        const problem = error instanceof ApiProblem ? error : new ApiProblem(0, { detail: String(error) });
        setHeld((before) => ({ ...before, problem, loading: false }));
      },
    );
  }, [path]);

  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);
  useEffect(() => followTopics(topics, reload), [reload, topics.join()]);
  useEffect(() => {
    const stop = onKeyStored(reload);
    return () => void stop();
  }, [reload]);

  const current = held.path === path || differsInTimeOnly(held.path, path);
  return {
    data: current ? held.data : undefined,
    problem: current ? held.problem : undefined,
    loading: path !== null && (!current || held.loading),
    reload,
  };
}

/** useList reads a list of the API. */
export function useList<T>(path: string | null, topics: readonly Topic[] = []): Loaded<readonly T[]> {
  const { data, ...rest } = useData<{ readonly items: readonly T[] }>(path, topics);
  return { ...rest, data: data?.items };
}

function followTopics(topics: readonly Topic[], reload: () => void): () => void {
  if (topics.length === 0) return () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onChanged((changed) => {
    if (changed !== 'all' && !topics.some((topic) => changed.has(topic))) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      reload();
    }, SETTLE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
