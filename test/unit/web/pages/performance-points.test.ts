import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PerformanceWindow } from '../../../../web/api/types.ts';
import {
  decayText,
  metricsOf,
  performancePoints,
  performanceTracks,
} from '../../../../web/pages/model/performance-points.ts';

const window = (statistic: string, day: number, more: Partial<PerformanceWindow>): PerformanceWindow => ({
  model: 'm',
  monitor: 'performance',
  version: 'v1',
  deployment: 'live',
  segment: '',
  window_start: new Date(Date.UTC(2001, 1, day)).toISOString(),
  window_end: new Date(Date.UTC(2001, 1, day + 7)).toISOString(),
  statistic,
  value: null,
  reference_value: null,
  effect: null,
  interval_low: null,
  interval_high: null,
  threshold: null,
  severity: 'none',
  n_reference: 100,
  labelled: 90,
  predictions: 100,
  label_share: 0.9,
  mature: true,
  rule: '',
  ...more,
});
const close = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);

test('the interval and the threshold of an absolute decay become values below the baseline', () => {
  const [point] = performancePoints([
    window('accuracy', 5, {
      value: 0.75,
      reference_value: 0.8,
      effect: 0.05,
      interval_low: 0.04,
      interval_high: 0.06,
      threshold: 0.03,
      severity: 'critical',
    }),
  ]);
  close(point!.low, 0.74);
  close(point!.high, 0.76);
  close(point!.bound, 0.77);
});

test('the interval and the threshold of a relative decay of a loss become values above the baseline', () => {
  const [point] = performancePoints([
    window('log_loss', 5, {
      value: 0.44,
      reference_value: 0.4,
      effect: 0.1,
      interval_low: 0.05,
      interval_high: 0.15,
      threshold: 0.07,
    }),
  ]);
  close(point!.low, 0.42);
  close(point!.high, 0.46);
  close(point!.bound, 0.428);
});

test('a window without an interval or a baseline has no band, and windows stand in time', () => {
  const points = performancePoints([
    window('accuracy', 12, { value: 0.8 }),
    window('accuracy', 5, { value: 0.7, mature: false }),
  ]);
  assert.deepEqual(
    points.map(({ value, low, high, bound, mature }) => [value, low, high, bound, mature]),
    [
      [0.7, null, null, null, false],
      [0.8, null, null, null, true],
    ],
  );
  assert.match(points[0]!.tip, /Too few labels/);
  assert.match(points[0]!.tip, /90 of 100 predictions have a label/);
});

test('versions that serve side by side stay together, the older one first', () => {
  const points = performancePoints([
    window('accuracy', 12, { version: 'v1' }),
    window('accuracy', 12, { version: 'v2' }),
    window('accuracy', 5, { version: 'v1' }),
    window('accuracy', 19, { version: 'v2' }),
  ]);
  assert.deepEqual(
    points.map(({ group, from }) => `${group} ${new Date(from).getUTCDate()}`),
    ['v1 5', 'v1 12', 'v2 12', 'v2 19'],
  );
});

test('a metric that two monitors measure makes two tracks', () => {
  const tracks = performanceTracks([
    window('f1', 5, { monitor: 'b' }),
    window('accuracy', 5, {}),
    window('f1', 5, { monitor: 'a' }),
    window('f1', 12, { monitor: 'b' }),
  ]);
  assert.deepEqual(
    tracks.map(({ statistic, monitor, windows }) => `${statistic} ${monitor} ${windows.length}`),
    ['accuracy performance 1', 'f1 a 1', 'f1 b 2'],
  );
});

test('metrics are listed once', () => {
  assert.deepEqual(metricsOf([window('f1', 5, {}), window('accuracy', 5, {}), window('f1', 12, {})]), [
    'accuracy',
    'f1',
  ]);
});

test('a change is in points for shares and relative for the rest', () => {
  assert.equal(decayText('accuracy', 0.75, 0.8), '−5 points');
  assert.equal(decayText('log_loss', 0.44, 0.4), '+10 %');
});
