import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seasonalSpans, trailingSpans } from '../../../../analyzers/baselines/rolling-spans.ts';
import { calendarDay, type Window, weeksBefore } from '../../../../domain/index.ts';

const at = (text: string) => Date.parse(text);
const span = (from: string, to: string): Window => ({ start: at(from), end: at(to) });
const days = (dates: readonly string[], zone = 'UTC') => dates.map((date) => calendarDay(date, zone));
const DAY = 86_400_000;

describe('a trailing reference', () => {
  const window = span('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z');

  it('is the time before the window', () => {
    assert.deepEqual(trailingSpans(window, 7 * DAY, []), [
      span('2026-03-03T00:00:00Z', '2026-03-10T00:00:00Z'),
    ]);
  });

  it('leaves excluded days out, at its ends and inside', () => {
    assert.deepEqual(trailingSpans(window, 7 * DAY, days(['2026-03-03', '2026-03-06', '2026-03-09'])), [
      span('2026-03-04T00:00:00Z', '2026-03-06T00:00:00Z'),
      span('2026-03-07T00:00:00Z', '2026-03-09T00:00:00Z'),
    ]);
  });

  it('is nothing when every day is excluded', () => {
    assert.deepEqual(trailingSpans(window, DAY, days(['2026-03-09'])), []);
  });

  it('never reaches into the window, and loses exactly what is excluded', () => {
    const holes = fc.array(fc.tuple(fc.integer({ min: -50, max: 10 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), holes, (ms, pairs) => {
        const excluded = pairs.map(([start, length]) => ({ start, end: start + length }));
        const spans = trailingSpans({ start: 0, end: 10 }, ms, excluded);
        const inside = (instant: number, list: readonly Window[]) =>
          list.some(({ start, end }) => start <= instant && instant < end);
        for (let instant = -60; instant < 10; instant += 1) {
          const wanted = instant >= -ms && instant < 0 && !inside(instant, excluded);
          assert.equal(inside(instant, spans), wanted);
        }
      }),
    );
  });
});

describe('a seasonal reference', () => {
  it('is the same part of each week before, oldest first', () => {
    const window = span('2026-03-10T08:00:00Z', '2026-03-10T09:00:00Z');
    assert.deepEqual(seasonalSpans(window, 2, 'UTC', []), [
      span('2026-02-24T08:00:00Z', '2026-02-24T09:00:00Z'),
      span('2026-03-03T08:00:00Z', '2026-03-03T09:00:00Z'),
    ]);
  });

  it('follows the clock on the wall over a change to summer time', () => {
    const zone = 'Europe/Oslo';
    // The clocks went forward on 2026-03-29.
    const [before] = seasonalSpans(calendarDay('2026-03-31', zone), 1, zone, []);
    assert.deepEqual(before, calendarDay('2026-03-24', zone));
    const [short] = seasonalSpans(calendarDay('2026-04-05', zone), 1, zone, []);
    assert.deepEqual(short, calendarDay('2026-03-29', zone));
    assert.equal(short!.end - short!.start, 23 * 3_600_000);
  });

  it('leaves out a week that touches an excluded day', () => {
    const window = span('2027-01-07T00:00:00Z', '2027-01-08T00:00:00Z');
    const spans = seasonalSpans(window, 3, 'UTC', days(['2026-12-24', '2026-12-25']));
    assert.deepEqual(spans, [
      span('2026-12-17T00:00:00Z', '2026-12-18T00:00:00Z'),
      span('2026-12-31T00:00:00Z', '2027-01-01T00:00:00Z'),
    ]);
  });

  it('of a window longer than a week ends where the window starts', () => {
    const window = span('2026-03-15T00:00:00Z', '2026-03-29T00:00:00Z');
    assert.deepEqual(seasonalSpans(window, 1, 'UTC', []), [
      span('2026-03-08T00:00:00Z', '2026-03-15T00:00:00Z'),
    ]);
  });
});

describe('calendar days and weeks', () => {
  it('refuses what is no day', () => {
    for (const text of ['2026-02-30', '2026-2-3', '24.12.2026', '', '2026-13-01', '2026-12-24T00:00:00Z']) {
      assert.throws(() => calendarDay(text, 'UTC'), { code: 'invalid_config' }, text);
    }
  });

  it('a day has 23 or 25 hours when the clocks change', () => {
    const hours = (date: string) => {
      const { start, end } = calendarDay(date, 'Europe/Oslo');
      return (end - start) / 3_600_000;
    };
    assert.deepEqual([hours('2026-03-29'), hours('2026-10-25'), hours('2026-06-01')], [23, 25, 24]);
  });

  it('a week before has the same wall time', () => {
    const noon = at('2026-04-01T10:00:00Z');
    assert.equal(weeksBefore(noon, 1, 'Europe/Oslo'), at('2026-03-25T11:00:00Z'));
    assert.equal(weeksBefore(noon, 1, 'UTC'), at('2026-03-25T10:00:00Z'));
  });
});
