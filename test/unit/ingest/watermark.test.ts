import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NotedPosition, PartitionNewest } from '../../../ingest/ports.ts';
import { watermarkBounds } from '../../../ingest/watermark.ts';

const STALE_MS = 20_000;

/** [topic, partition, model, newest event time] */
type Newest = readonly [string, number, string, number];
/** [topic, partition, position, end, age] */
type Position = readonly [string, number, number, number, number];

const CASES: readonly {
  readonly name: string;
  readonly newest: readonly Newest[];
  readonly positions: readonly Position[];
  readonly bounds: Readonly<Record<string, number>>;
}[] = [
  { name: 'without a log nobody is bounded', newest: [], positions: [], bounds: {} },
  {
    name: 'partitions that are caught up bound nobody, however old their newest event',
    newest: [
      ['t', 0, 'm', 100],
      ['t', 1, 'm', 5],
    ],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 3, 3, 1000],
    ],
    bounds: {},
  },
  {
    name: 'a partition that lags bounds its model by what it has brought',
    newest: [
      ['t', 0, 'm', 100],
      ['t', 1, 'm', 40],
    ],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 3, 9, 0],
    ],
    bounds: { m: 40 },
  },
  {
    name: 'of several that lag the furthest behind counts',
    newest: [
      ['t', 0, 'm', 30],
      ['t', 1, 'm', 40],
    ],
    positions: [
      ['t', 0, 1, 2, 0],
      ['t', 1, 1, 2, 0],
    ],
    bounds: { m: 30 },
  },
  {
    name: 'it bounds every model on its topic by the newest event of any of them, and no other topic',
    newest: [
      ['t', 0, 'm', 100],
      ['t', 1, 'n', 60],
      ['t', 1, 'm', 20],
      ['u', 0, 'o', 90],
    ],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 3, 9, 0],
      ['u', 0, 1, 1, 0],
    ],
    bounds: { m: 60, n: 60 },
  },
  {
    name: 'a model on two topics waits for the slower one',
    newest: [
      ['t', 0, 'm', 100],
      ['u', 0, 'm', 90],
    ],
    positions: [
      ['t', 0, 1, 2, 0],
      ['u', 0, 1, 2, 0],
    ],
    bounds: { m: 90 },
  },
  {
    name: 'a partition of which nothing has landed tells nothing',
    newest: [['t', 0, 'm', 100]],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 0, 4, 0],
    ],
    bounds: { m: -Infinity },
  },
  {
    name: 'an empty partition bounds nobody',
    newest: [['t', 0, 'm', 100]],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 0, 0, 0],
    ],
    bounds: {},
  },
  {
    name: 'a position that nobody has noted lately is not trusted',
    newest: [
      ['t', 0, 'm', 100],
      ['t', 1, 'm', 50],
    ],
    positions: [
      ['t', 0, 7, 7, 0],
      ['t', 1, 3, 3, STALE_MS + 1],
    ],
    bounds: { m: 50 },
  },
  {
    name: 'nor is one that was never noted',
    newest: [
      ['t', 0, 'm', 100],
      ['t', 1, 'm', 50],
    ],
    positions: [['t', 0, 7, 7, 0]],
    bounds: { m: 50 },
  },
];

for (const { name, newest, positions, bounds } of CASES) {
  test(`watermark: ${name}`, () => {
    const rows = newest.map(
      ([topic, partition, model, eventTime]): PartitionNewest => ({
        project: 'p',
        model,
        topic,
        partition,
        eventTime,
      }),
    );
    const noted = positions.map(
      ([topic, partition, position, end, ageMs]): NotedPosition => ({
        topic,
        partition,
        position,
        end,
        ageMs,
      }),
    );
    const found = watermarkBounds(rows, noted, STALE_MS).map(({ model, eventTime }) => [model, eventTime]);
    assert.deepEqual(Object.fromEntries(found), bounds);
  });
}
