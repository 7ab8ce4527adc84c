import type { Catalogue, IngestProgress } from '../analyzers/ports.ts';
import type { CatalogueEntry, Clock } from '../domain/index.ts';
import { type DeclaredFeature, watermarkBounds } from '../ingest/index.ts';
import type { Store } from '../store/index.ts';

/** StoredKnowledge is what a process knows of models whose records others bring in. */
export interface StoredKnowledge extends Catalogue, IngestProgress {
  /** Reads it again unless that was a moment ago. */
  refresh(): Promise<void>;
  /** Kinds from the configuration; they win over learnt ones. */
  declare(features: readonly DeclaredFeature[]): void;
}

/** KnowledgeOptions are what stored knowledge is read from. */
export interface KnowledgeOptions {
  readonly store: Pick<Store, 'catalogueStore' | 'watermarkStore' | 'positionStore'>;
  /** Topics whose records carry the event time of a model; none without a log. */
  readonly topics: ReadonlySet<string>;
  readonly declared: readonly DeclaredFeature[];
  readonly clock: Clock;
}

const FRESH_MS = 500;

// Positions are noted every second; a new owner of a partition takes over within this time.
const STALE_MS = 20_000;

/** createStoredKnowledge knows nothing before the first refresh. */
export function createStoredKnowledge({ store, topics, declared, clock }: KnowledgeOptions): StoredKnowledge {
  let features = new Map<string, CatalogueEntry[]>();
  let watermarks = new Map<string, number>();
  let kinds = new Map<string, DeclaredFeature[]>();
  let readAt = Number.NEGATIVE_INFINITY;

  async function loadWatermarks(): Promise<Map<string, number>> {
    // Positions first: what lands meanwhile makes a partition look behind, never ahead.
    const positions = topics.size > 0 ? await store.positionStore.loadPositions() : [];
    const newest = topics.size > 0 ? await store.positionStore.loadNewest() : [];
    const stored = await store.watermarkStore.loadWatermarks();
    const next = new Map(stored.map((mark) => [keyOf(mark), mark.eventTime]));
    const onTopics = <Item extends { readonly topic: string }>(items: readonly Item[]) =>
      items.filter(({ topic }) => topics.has(topic));
    for (const bound of watermarkBounds(onTopics(newest), onTopics(positions), STALE_MS)) {
      const known = next.get(keyOf(bound));
      if (known !== undefined) next.set(keyOf(bound), Math.min(known, bound.eventTime));
    }
    return next;
  }

  function declare(added: readonly DeclaredFeature[]): void {
    kinds = byModel(added);
  }

  declare(declared);
  return {
    declare,
    async refresh() {
      const now = clock();
      if (now >= readAt && now - readAt < FRESH_MS) return;
      const [entries, marks] = await Promise.all([store.catalogueStore.loadCatalogue(), loadWatermarks()]);
      features = byModel(entries);
      watermarks = marks;
      readAt = now;
    },
    features(project, model) {
      const key = keyOf({ project, model });
      const known = new Map((features.get(key) ?? []).map((entry) => [entry.feature, entry]));
      for (const { feature, kind } of kinds.get(key) ?? []) {
        const seen = known.get(feature) ?? { project, model, feature, firstSeen: 0, lastSeen: 0 };
        known.set(feature, { ...seen, kind, kindSource: 'declared' });
      }
      return [...known.values()];
    },
    watermark(project, model) {
      const mark = watermarks.get(keyOf({ project, model }));
      return mark === undefined || mark === Number.NEGATIVE_INFINITY ? null : mark;
    },
  };
}

function byModel<Item extends { readonly project: string; readonly model: string }>(
  items: readonly Item[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function keyOf({ project, model }: { readonly project: string; readonly model: string }): string {
  return JSON.stringify([project, model]);
}
