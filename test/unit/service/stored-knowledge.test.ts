import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CatalogueEntry } from '../../../domain/index.ts';
import type { NotedPosition, PartitionNewest } from '../../../ingest/ports.ts';
import { createStoredKnowledge } from '../../../service/stored-knowledge.ts';

const MODEL = { project: 'p', model: 'm' };

/** A store in memory, whose rows a test changes. */
function world(topics: readonly string[]) {
  const rows = {
    entries: [] as CatalogueEntry[],
    marks: [{ ...MODEL, eventTime: 100 }],
    newest: [] as PartitionNewest[],
    positions: [] as NotedPosition[],
    now: 0,
    reads: 0,
  };
  const knowledge = createStoredKnowledge({
    store: {
      catalogueStore: { loadCatalogue: async () => rows.entries, saveCatalogue: async () => {} },
      watermarkStore: {
        async loadWatermarks() {
          rows.reads += 1;
          return rows.marks;
        },
      },
      positionStore: {
        savePositions: async () => {},
        loadPositions: async () => rows.positions,
        loadNewest: async () => rows.newest,
      },
    },
    topics: new Set(topics),
    declared: [{ ...MODEL, feature: 'zip', kind: 'categorical' }],
    clock: () => rows.now,
  });
  const read = async () => {
    rows.now += 1000;
    await knowledge.refresh();
  };
  return { rows, knowledge, read };
}

test('stored knowledge: nothing is known before it was read, and it is read at most twice a second', async () => {
  const { rows, knowledge, read } = world([]);
  assert.equal(knowledge.watermark('p', 'm'), null);
  await read();
  await knowledge.refresh();
  assert.deepEqual([knowledge.watermark('p', 'm'), rows.reads], [100, 1]);
  assert.equal(knowledge.watermark('p', 'other'), null);
});

test('stored knowledge: a declared kind wins over a learnt one, and is known without any record', async () => {
  const { rows, knowledge, read } = world([]);
  const learnt = { ...MODEL, kindSource: 'learnt', firstSeen: 1, lastSeen: 2 } as const;
  rows.entries = [
    { ...learnt, feature: 'age', kind: 'numeric' },
    { ...learnt, feature: 'zip', kind: 'numeric' },
  ];
  await read();
  const kinds = () => knowledge.features('p', 'm').map(({ feature, kind }) => [feature, kind]);
  assert.deepEqual(kinds(), [
    ['age', 'numeric'],
    ['zip', 'categorical'],
  ]);
  knowledge.declare([]);
  assert.deepEqual(kinds()[1], ['zip', 'numeric']);
});

test('stored knowledge: the watermark waits for a partition that lags, on topics that carry event times', async () => {
  const { rows, knowledge, read } = world(['predictions']);
  const lagging = (topic: string) => {
    rows.newest = [{ ...MODEL, topic, partition: 0, eventTime: 40 }];
    rows.positions = [{ topic, partition: 0, position: 3, end: 9, ageMs: 0 }];
  };
  lagging('labels');
  await read();
  assert.equal(knowledge.watermark('p', 'm'), 100);
  lagging('predictions');
  await read();
  assert.equal(knowledge.watermark('p', 'm'), 40);
  rows.positions.push({ topic: 'predictions', partition: 1, position: 0, end: 1, ageMs: 0 });
  await read();
  assert.equal(knowledge.watermark('p', 'm'), null);
  rows.positions = rows.positions.map((item) => ({ ...item, position: item.end }));
  await read();
  assert.equal(knowledge.watermark('p', 'm'), 100);
});
