import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isoDay, rangeParameters, resolveRange } from '../../../web/range.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const REPLAY = { from: Date.parse('2001-02-05T00:00:00Z'), to: Date.parse('2001-07-01T08:00:00Z') };

test('a replay of old events is shown as a whole and ends at its newest event', () => {
  assert.deepEqual(resolveRange({}, REPLAY, NOW), { id: 'all', ...REPLAY, ended: true });
});

test('ranges of a replay are counted from its end', () => {
  const range = resolveRange({ range: '30d' }, REPLAY, NOW);
  assert.deepEqual([range.id, range.to, range.to - range.from], ['30d', REPLAY.to, 30 * DAY]);
});

test('live data shows the last month, or all of it while it is younger', () => {
  const long = resolveRange({}, { from: NOW - 400 * DAY, to: NOW - 60_000 }, NOW);
  const young = resolveRange({}, { from: NOW - 3 * DAY, to: NOW - 60_000 }, NOW);
  assert.deepEqual([long.id, long.from, long.to, long.ended], ['30d', NOW - 30 * DAY, NOW, false]);
  assert.deepEqual([young.id, young.from, young.to], ['all', NOW - 3 * DAY, NOW]);
});

test('a day of one window is the least that is shown', () => {
  const { from, to } = resolveRange({ range: 'all' }, { from: NOW - 1_000, to: NOW }, NOW);
  assert.equal(to - from, DAY);
});

test('two days of the address make a range of their own, the last day included', () => {
  const range = resolveRange({ range: '7d', from: '2001-02-12', to: '2001-02-19' }, REPLAY, NOW);
  assert.deepEqual([range.id, isoDay(range.from), isoDay(range.to)], ['custom', '2001-02-12', '2001-02-20']);
});

test('a hand-written range that makes no sense falls back to the usual one', () => {
  for (const query of [
    { from: '2001-02-19', to: '2001-02-12' },
    { from: 'x', to: 'y' },
    { range: 'toString' },
  ]) {
    assert.equal(resolveRange(query, REPLAY, NOW).id, 'all');
  }
});

test('without data the last month is asked for', () => {
  const range = resolveRange({}, null, NOW);
  assert.deepEqual([range.id, range.to], ['30d', NOW]);
  assert.equal(rangeParameters(range).to, '2026-11-21T12:00:00.000Z');
});
