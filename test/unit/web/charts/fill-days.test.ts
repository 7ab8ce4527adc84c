import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FleetDay } from '../../../../web/api/types.ts';
import { fillDays } from '../../../../web/charts/fill-days.ts';

const days = (severities: readonly FleetDay['severity'][]): FleetDay[] =>
  severities.map((severity, index) => ({
    day: new Date(Date.UTC(2001, 1, 1 + index)).toISOString(),
    severity,
  }));
const shown = (filled: readonly FleetDay[]) => filled.map(({ severity }) => severity ?? '-').join(' ');

test('a window of three days shows its verdict on each of them', () => {
  const weekly = days([null, 'critical', null, null, 'none', null, null, null]);
  assert.equal(
    shown(fillDays(weekly, '2001-02-08T00:00:00.000Z')),
    '- critical critical critical none none none -',
  );
});

test('days of their own stay as they are, gaps included', () => {
  const daily = days(['none', null, 'warning']);
  assert.equal(shown(fillDays(daily, '2001-02-04T00:00:00.000Z')), 'none - warning');
});

test('a model without a window has nothing to spread', () => {
  assert.equal(shown(fillDays(days([null, null]), null)), '- -');
});
