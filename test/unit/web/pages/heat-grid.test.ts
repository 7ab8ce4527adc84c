import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MeasurementDay } from '../../../../web/api/types.ts';
import { heatLevel, heatRows } from '../../../../web/pages/model/heat-grid.ts';

const DAY = 86_400_000;
const measured = (feature: string, day: string, effect: number | null, more: Partial<MeasurementDay> = {}) =>
  ({
    model: 'm',
    monitor: 'inputs',
    version: 'v1',
    deployment: 'live',
    segment: '',
    subject: 'feature',
    feature,
    statistic: 'psi',
    day: `2001-02-${day}T00:00:00.000Z`,
    windows: 1,
    undecided: 0,
    worst_effect: effect,
    worst_value: effect,
    mean_effect: effect,
    min_p_adjusted: 0.5,
    threshold: 0.1,
    severity: 'none',
    ...more,
  }) as MeasurementDay;

const DAYS = [
  measured('a', '05', 0.02),
  measured('a', '12', 0.09),
  measured('b', '05', 0.2, { severity: 'warning' }),
  measured('b', '12', 0.01),
  measured('', '05', 0.5, { subject: 'score', severity: 'critical' }),
];
const names = (order: 'worst' | 'newest' | 'name') => heatRows(DAYS, 7 * DAY, order).map(({ name }) => name);

test('features stand by their worst window, their newest one, or by name; outputs below', () => {
  assert.deepEqual(names('worst'), ['b', 'a', 'score']);
  assert.deepEqual(names('newest'), ['a', 'b', 'score']);
  assert.deepEqual(names('name'), ['a', 'b', 'score']);
});

test('a cell is as wide as the window, at least a day, and tells its distance from the threshold', () => {
  const [cell] = heatRows([measured('a', '05', -0.05)], 7 * DAY, 'worst')[0]!.cells;
  assert.deepEqual([cell!.to - cell!.from, cell!.ratio], [7 * DAY, 0.5]);
  const [hourly] = heatRows([measured('a', '05', 0.05)], 3_600_000, 'worst')[0]!.cells;
  assert.equal(hourly!.to - hourly!.from, DAY);
});

test('of two versions on one day the worse is shown', () => {
  const [row] = heatRows(
    [measured('a', '05', 0.3), measured('a', '05', 0.2, { version: 'v2', severity: 'warning' })],
    DAY,
    'worst',
  );
  assert.deepEqual(
    row!.cells.map(({ version }) => version),
    ['v2'],
  );
});

test('levels follow the verdict first and the distance second', () => {
  const level = (ratio: number | null, severity: 'none' | 'warning' | 'critical' = 'none') =>
    heatLevel({ ratio, severity });
  assert.deepEqual([level(0.1), level(0.3), level(0.99), level(1.5)], ['calm', 'low', 'near', 'over']);
  assert.deepEqual(
    [level(null), level(null, 'warning'), level(0.1, 'critical')],
    [null, 'warning', 'critical'],
  );
});
