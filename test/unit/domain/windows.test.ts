import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  makeWindow,
  nextWindow,
  type PlumblineError,
  parseDuration,
  type WindowSpec,
  windowContaining,
  windowsWithin,
} from '../../../domain/index.ts';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
];

test('parseDuration: reads each unit and refuses the rest', () => {
  assert.equal(parseDuration('90s'), 90_000);
  assert.equal(parseDuration('1.5h'), 5_400_000);
  assert.equal(parseDuration('1w'), 604_800_000);
  for (const text of ['', '5', 'h', '-1h', '1 h', '1y']) {
    assert.throws(
      () => parseDuration(text),
      (error: PlumblineError) => error.code === 'invalid_config',
    );
  }
});

test('makeWindow: refuses an empty and a reversed span', () => {
  assert.throws(
    () => makeWindow(5, 5),
    (error: PlumblineError) => error.code === 'invalid_window',
  );
  assert.throws(
    () => makeWindow(6, 5),
    (error: PlumblineError) => error.code === 'invalid_window',
  );
});

test('a day in Berlin has 23 hours in March and 25 in October', () => {
  const spec: WindowSpec = { every: 'day', zone: 'Europe/Berlin' };
  const spring = windowContaining(Date.parse('2026-03-29T12:00:00+02:00'), spec);
  assert.equal(spring.end - spring.start, 23 * HOUR);
  const autumn = windowContaining(Date.parse('2026-10-25T12:00:00+01:00'), spec);
  assert.equal(autumn.end - autumn.start, 25 * HOUR);
  assert.equal(new Date(autumn.start).toISOString(), '2026-10-24T22:00:00.000Z');
});

test('a day begins at one o’clock where midnight is skipped', () => {
  const window = windowContaining(Date.parse('2018-11-04T12:00:00-02:00'), {
    every: 'day',
    zone: 'America/Sao_Paulo',
  });
  assert.equal(new Date(window.start).toISOString(), '2018-11-04T03:00:00.000Z');
  assert.equal(window.end - window.start, 23 * HOUR);
});

test('weeks begin on Monday', () => {
  const window = windowContaining(Date.parse('2001-02-14T10:00:00Z'), { every: 'week', zone: 'UTC' });
  assert.equal(new Date(window.start).toISOString(), '2001-02-12T00:00:00.000Z');
  assert.equal(new Date(window.end).toISOString(), '2001-02-19T00:00:00.000Z');
});

test('three years of days in each zone follow one another without gap or overlap', () => {
  for (const zone of ZONES) {
    const spec: WindowSpec = { every: 'day', zone };
    let window = windowContaining(Date.parse('2024-01-01T12:00:00Z'), spec);
    for (let day = 0; day < 3 * 365; day += 1) {
      const next = nextWindow(window, spec);
      assert.equal(next.start, window.end, zone);
      assert.ok(next.end - next.start >= 23 * HOUR && next.end - next.start <= 25 * HOUR, zone);
      window = next;
    }
  }
});

test('property: every instant lies in its own half-open window', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('1999-01-01'), max: Date.parse('2035-01-01') }),
      fc.constantFrom(...ZONES),
      fc.constantFrom<'day' | 'week'>('day', 'week'),
      (instant, zone, every) => {
        const spec: WindowSpec = { every, zone };
        const window = windowContaining(instant, spec);
        assert.ok(window.start <= instant && instant < window.end);
        assert.deepEqual(windowContaining(window.start, spec), window);
        assert.deepEqual(windowContaining(window.end - 1, spec), window);
      },
    ),
    { numRuns: 300 },
  );
});

test('windowsWithin: only whole windows, oldest first, up to the cap', () => {
  const spec: WindowSpec = { every: 'duration', ms: HOUR };
  const windows = windowsWithin(HOUR / 2, 4.5 * HOUR, spec);
  assert.deepEqual(
    windows.map((window) => window.start / HOUR),
    [1, 2, 3],
  );
  assert.equal(windowsWithin(0, 10 * HOUR, spec, 4).length, 4);
});
