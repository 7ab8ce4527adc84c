import assert from 'node:assert/strict';
import test from 'node:test';
import type { LogRange } from '../../../../ingest/consumer/log-range.ts';
import {
  type PartitionEffect,
  type PartitionEvent,
  type PartitionState,
  stepPartition,
} from '../../../../ingest/consumer/partition-state.ts';

function rangeOf(from: number, to: number, lines: LogRange['lines'] = null): LogRange {
  return { from: BigInt(from), to: BigInt(to), entries: to - from + 1, lines, quarantine: false };
}

const a = rangeOf(0, 9);
const b = rangeOf(10, 19);
const left = rangeOf(0, 4);
const right = rangeOf(5, 9);
const firstLines = rangeOf(3, 3, { first: 0, last: 1 });
const lastLines = rangeOf(3, 3, { first: 2, last: 3 });
const commit = (offset: number, range: LogRange | null): PartitionEffect => ({
  type: 'commit',
  offset: BigInt(offset),
  range,
});
const write = (range: LogRange): PartitionEffect => ({ type: 'write', range });
const release: PartitionEffect = { type: 'release' };
const gathering: PartitionState = { phase: 'gathering' };
const marking: PartitionState = { phase: 'committing', next: a, pieces: [] };
const writing: PartitionState = { phase: 'writing', range: a, pieces: [] };
const draining: PartitionState = { phase: 'draining', range: a, pieces: [] };
const leaving: PartitionState = { phase: 'leaving' };
const over: PartitionState = { phase: 'void' };
const landed: PartitionEvent = { type: 'landed', due: null };

const TRANSITIONS: readonly [string, PartitionState, PartitionEvent, PartitionState, PartitionEffect[]][] = [
  ['a due range is marked first', gathering, { type: 'due', range: a }, marking, [commit(0, a)]],
  ['a marked range is written', marking, { type: 'committed' }, writing, [write(a)]],
  [
    'without a next range the end is committed',
    writing,
    landed,
    { phase: 'committing', next: null, pieces: [] },
    [commit(10, null)],
  ],
  [
    'one commit ends a range and marks the next',
    writing,
    { type: 'landed', due: b },
    { phase: 'committing', next: b, pieces: [] },
    [commit(10, b)],
  ],
  [
    'an end without a next range gathers',
    { phase: 'committing', next: null, pieces: [] },
    { type: 'committed' },
    gathering,
    [],
  ],
  [
    'a range that was marked by somebody else is written once it is rebuilt',
    { phase: 'rebuilding', range: a },
    { type: 'rebuilt', pieces: [] },
    writing,
    [write(a)],
  ],
  [
    'a range that is gone from the log is passed over',
    { phase: 'rebuilding', range: a },
    { type: 'vanished' },
    { phase: 'committing', next: null, pieces: [] },
    [commit(10, null)],
  ],
  [
    'a refused range gives way to its pieces, each marked before it is written',
    writing,
    { type: 'refused', pieces: [left, right] },
    { phase: 'committing', next: left, pieces: [right] },
    [commit(0, left)],
  ],
  [
    'a landed piece marks the next one',
    { phase: 'writing', range: left, pieces: [right] },
    { type: 'landed', due: b },
    { phase: 'committing', next: right, pieces: [] },
    [commit(5, right)],
  ],
  [
    'lines of one entry move on under the offset of the entry',
    { phase: 'writing', range: firstLines, pieces: [lastLines] },
    landed,
    { phase: 'committing', next: lastLines, pieces: [] },
    [commit(3, lastLines)],
  ],
  ['a fenced mark is the end', marking, { type: 'fenced' }, over, [release]],
  ['revoked while gathering: nothing is owed', gathering, { type: 'revoked' }, over, [release]],
  [
    'revoked while rebuilding: the next owner rebuilds',
    { phase: 'rebuilding', range: a },
    { type: 'revoked' },
    over,
    [release],
  ],
  ['revoked during a commit waits for it', marking, { type: 'revoked' }, leaving, []],
  ['revoked during an insert waits for it', writing, { type: 'revoked' }, draining, []],
  ['what lands while draining is committed', draining, landed, leaving, [commit(10, null)]],
  [
    'a piece that lands while draining leaves the rest of its entry marked',
    { phase: 'draining', range: firstLines, pieces: [lastLines] },
    landed,
    leaving,
    [commit(3, lastLines)],
  ],
  [
    'a piece of whole entries that lands while draining is simply over',
    { phase: 'draining', range: left, pieces: [right] },
    landed,
    leaving,
    [commit(5, null)],
  ],
  [
    'a refusal while draining is left to the next owner',
    draining,
    { type: 'refused', pieces: [left] },
    over,
    [release],
  ],
  ['the last commit ends it', leaving, { type: 'committed' }, over, [release]],
  ['a fenced last commit ends it', leaving, { type: 'fenced' }, over, [release]],
  ['draining is not waited for for ever', draining, { type: 'abandoned' }, over, [release]],
  ['a last commit is not waited for for ever', leaving, { type: 'abandoned' }, over, [release]],
  ['what lands after the end changes nothing', over, landed, over, []],
  ['a second revocation changes nothing', over, { type: 'revoked' }, over, []],
  ['a due range during an insert changes nothing', writing, { type: 'due', range: b }, writing, []],
];

for (const [behaviour, state, event, next, effects] of TRANSITIONS) {
  test(`partition: ${behaviour}`, () => {
    assert.deepEqual(stepPartition(state, event), { state: next, effects });
  });
}
