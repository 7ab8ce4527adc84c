import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProfileBuild, SourceHour } from '../../../../analyzers/ports.ts';
import {
  consecutive,
  DAY_MS,
  daysToRoll,
  HOUR_MS,
  keptSince,
  openEdges,
  planBuckets,
  wholeHours,
} from '../../../../analyzers/profiles/buckets.ts';

const T = 100 * DAY_MS;
const hour = (index: number, over: Partial<SourceHour> = {}): SourceHour => ({
  version: 'v1',
  start: T + index * HOUR_MS,
  rows: 10,
  checksum: `c${index}`,
  oldestArrival: T + index * HOUR_MS,
  ...over,
});
const builtOf = ({ start, checksum }: SourceHour): ProfileBuild => ({
  start,
  end: start + HOUR_MS,
  checksum,
});
const built = (index: number, checksum = `c${index}`): ProfileBuild => ({
  start: T + index * HOUR_MS,
  end: T + (index + 1) * HOUR_MS,
  checksum,
});
/** The day as it is rolled up from the hours that are given, all of which are built. */
const rolledDay = (hours: readonly SourceHour[]): ProfileBuild => {
  const [roll] = daysToRoll(hours, hours.map(builtOf), T + DAY_MS, T + DAY_MS);
  return { start: T, end: T + DAY_MS, checksum: roll!.checksum };
};
const whole = { start: T, end: T + DAY_MS };
const starts = (items: readonly { readonly start: number }[]) =>
  items.map(({ start }) => (start - T) / HOUR_MS);

test('a window is whole hours and its open edges', () => {
  const window = { start: T + 1, end: T + 3 * HOUR_MS + 5 };
  const inner = wholeHours(window)!;
  assert.deepEqual(inner, { start: T + HOUR_MS, end: T + 3 * HOUR_MS });
  assert.deepEqual(openEdges(window, inner), [
    { start: T + 1, end: T + HOUR_MS },
    { start: T + 3 * HOUR_MS, end: T + 3 * HOUR_MS + 5 },
  ]);
  assert.deepEqual(openEdges(whole, whole), []);
  assert.equal(wholeHours({ start: T + 1, end: T + HOUR_MS + 1 }), null);
});

test('hours that were built from the same rows are used, changed and new ones are missing', () => {
  const sources = [hour(0), hour(1), hour(2, { checksum: 'late' }), hour(5)];
  const plan = planBuckets(sources, [built(0), built(1), built(2), built(7)], whole, 0);
  assert.deepEqual(starts(plan.use), [0, 1]);
  assert.deepEqual(starts(plan.missing), [2, 5]);
  assert.deepEqual(plan.lost, []);
  assert.equal(plan.rawExpired, false);
});

test('an hour whose features may have expired stays as it was built, and is lost without a build', () => {
  const since = T + 3 * HOUR_MS;
  const sources = [hour(0, { checksum: 'late' }), hour(1), hour(4)];
  const plan = planBuckets(sources, [built(0), built(4)], whole, since);
  assert.deepEqual(starts(plan.use), [0, 4]);
  assert.deepEqual(starts(plan.lost), [1]);
  assert.deepEqual(plan.missing, []);
  assert.equal(plan.rawExpired, true);
});

test('a day that is the sum of its hours as they are now is used instead of them', () => {
  const sources = [hour(0), hour(1), hour(23), hour(24)];
  const two = { start: T, end: T + 2 * DAY_MS };
  const rolled = rolledDay(sources);
  const plan = planBuckets(sources, [built(0), built(1), built(23), built(24), rolled], two, 0);
  assert.deepEqual(plan.use, [rolled, built(24)]);
  assert.deepEqual([plan.missing, plan.lost], [[], []]);
  const late = [hour(0), hour(1, { checksum: 'late' }), hour(23)];
  const after = planBuckets(late, [built(0), built(1), built(23), rolled], two, 0);
  assert.deepEqual(starts(after.use), [0, 23]);
  assert.deepEqual(starts(after.missing), [1]);
  const more = planBuckets([...sources, hour(7)], [built(0), built(1), built(23), rolled], two, 0);
  assert.deepEqual(starts(more.missing), [7, 24]);
});

test('a day stands in for its hours where these are gone and cannot be built again, and is counted once', () => {
  const since = T + 10 * DAY_MS;
  const sources = [hour(0), hour(1), hour(23)];
  const day = rolledDay([hour(0, { checksum: 'before' }), hour(1), hour(23)]);
  assert.deepEqual(planBuckets(sources, [day], whole, since).use, [day]);
  assert.deepEqual(planBuckets(sources, [built(0), day], whole, since).use, [day]);
  assert.deepEqual(
    starts(planBuckets(sources, [built(0), built(1), built(23), day], whole, since).use),
    [0, 1, 23],
  );
});

test('a day that reaches out of the window is not used', () => {
  const part = { start: T, end: T + 5 * HOUR_MS };
  const day = rolledDay([hour(0), hour(1)]);
  const plan = planBuckets([hour(0), hour(1)], [day], part, T + 10 * DAY_MS);
  assert.deepEqual(plan.use, []);
  assert.deepEqual(starts(plan.lost), [0, 1]);
});

test('hours outside of the window are left alone', () => {
  const part = { start: T + HOUR_MS, end: T + 2 * HOUR_MS };
  const plan = planBuckets([hour(0), hour(1), hour(2)], [], part, 0);
  assert.deepEqual(starts(plan.missing), [1]);
});

test('runs are hours that follow one another, up to a length', () => {
  const runs = consecutive([hour(0), hour(1), hour(2), hour(5), hour(6)], 2);
  assert.deepEqual(runs.map(starts), [[0, 1], [2], [5, 6]]);
  assert.deepEqual(consecutive([], 2), []);
});

test('a day is rolled up once it is over and all of its hours are built as they are, and again when they change', () => {
  const sources = [hour(0), hour(1)];
  const over = T + DAY_MS;
  const rolls = (from: readonly SourceHour[], builds: readonly ProfileBuild[], closed = over, now = closed) =>
    daysToRoll(from, builds, closed, now).map(({ hours }) => starts(hours));
  assert.deepEqual(rolls(sources, [built(0), built(1)]), [[0, 1]]);
  assert.deepEqual(rolls(sources, [built(0)]), [], 'an hour is missing');
  assert.deepEqual(rolls(sources, [built(0), built(1, 'before')]), [], 'an hour is that of other rows');
  const day = rolledDay(sources);
  assert.deepEqual(rolls(sources, [built(0), built(1), day]), [], 'it was rolled up already');
  const late = [hour(0), hour(1, { checksum: 'late' })];
  assert.deepEqual(rolls(late, [built(0), built(1, 'late'), day]), [[0, 1]], 'its rows are others');
  assert.deepEqual(rolls(sources, [built(0), built(1)], T + 2 * HOUR_MS), [], 'it is not over');
  assert.deepEqual(
    rolls(sources, [built(0), built(1)], T + 2 * HOUR_MS, T + 2 * DAY_MS),
    [[0, 1]],
    'nothing more came for a day',
  );
});

test('features are taken to be there for 29 of the 30 days that they are kept', () => {
  assert.equal(keptSince(T), T - 29 * DAY_MS);
});
