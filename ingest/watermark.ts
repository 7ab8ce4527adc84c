import type { NotedPosition, PartitionNewest } from './ports.ts';

/** WatermarkBound is the event time up to which a model's records in a log are certainly stored. */
export interface WatermarkBound {
  readonly project: string;
  readonly model: string;
  /** Epoch milliseconds; -Infinity while a partition holds records of which none has landed. */
  readonly eventTime: number;
}

/**
 * watermarkBounds lists the models whose log holds records that have not landed. A partition that lags bounds every
 * model on its topic by the newest event time that it has brought, whichever model that was of: what it still holds
 * may be just newer. One that is caught up, or idle, holds nobody back. A position that was noted longer than
 * `staleMs` ago, or never, tells nothing, so its partition counts as one that lags.
 */
export function watermarkBounds(
  newest: readonly PartitionNewest[],
  positions: readonly NotedPosition[],
  staleMs: number,
): WatermarkBound[] {
  const current = new Set(
    positions.filter(({ position, end, ageMs }) => position >= end && ageMs <= staleMs).map(keyOf),
  );
  const reached = new Map<string, number>();
  for (const item of newest)
    reached.set(keyOf(item), Math.max(reached.get(keyOf(item)) ?? -Infinity, item.eventTime));
  const partitions = new Map<string, { readonly topic: string; readonly partition: number }>();
  for (const item of [...newest, ...positions]) partitions.set(keyOf(item), item);

  const bounds = new Map<string, number>();
  for (const [key, { topic }] of partitions) {
    if (current.has(key)) continue;
    const bound = reached.get(key) ?? -Infinity;
    bounds.set(topic, Math.min(bounds.get(topic) ?? Infinity, bound));
  }
  const models = new Map<string, WatermarkBound>();
  for (const { project, model, topic } of newest) {
    const bound = bounds.get(topic);
    const key = JSON.stringify([project, model]);
    if (bound === undefined) continue;
    models.set(key, { project, model, eventTime: Math.min(models.get(key)?.eventTime ?? Infinity, bound) });
  }
  return [...models.values()];
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return JSON.stringify([topic, partition]);
}
