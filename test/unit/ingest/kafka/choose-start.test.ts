import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseStart, type StoredPosition } from '../../../../ingest/kafka/starts.ts';

const LOG = 'AAAAAAAAAAAAAAAAAAAAAA';
const OTHER = 'BBBBBBBBBBBBBBBBBBBBBB';
const stored: StoredPosition = {
  topic: 't',
  partition: 0,
  logId: LOG,
  offset: 50n,
  metadata: `${LOG}:i1:50:60`,
  oldest: 10n,
  newest: 100n,
};

const CASES: readonly [string, Partial<StoredPosition>, bigint, string, string | undefined][] = [
  ['a commit of this log', {}, 50n, 'i1:50:60', undefined],
  ['no commit', { offset: -1n, metadata: '' }, 10n, '', undefined],
  ['a commit without intent', { metadata: `${LOG}:` }, 50n, '', undefined],
  ['a commit that a tool of Kafka made', { metadata: '' }, 50n, '', undefined],
  ['a commit with the note of another program', { metadata: 'some note' }, 50n, '', undefined],
  ['a commit of a topic that is gone', { metadata: `${OTHER}:i1:50:60` }, 10n, '', 'log_replaced'],
  ['a commit at the end', { offset: 100n, metadata: `${LOG}:x` }, 100n, 'x', undefined],
  ['a commit at the oldest record', { offset: 10n, metadata: `${LOG}:x` }, 10n, 'x', undefined],
  ['records that are gone by age', { offset: 9n, metadata: `${LOG}:x` }, 10n, 'x', 'before_oldest'],
  ['records that the log lost', { offset: 101n, metadata: `${LOG}:x` }, 100n, '', 'after_newest'],
  ['an intent of several lines', { metadata: `${LOG}:a\nb` }, 50n, 'a\nb', undefined],
];

for (const [name, change, position, intent, moved] of CASES) {
  test(`start of reading: ${name}`, () => {
    const start = chooseStart({ ...stored, ...change });
    assert.deepEqual([start.position, start.intent, start.moved], [position, intent, moved]);
    assert.equal(start.end, 100n);
  });
}
