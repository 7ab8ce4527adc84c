import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import { cronExpression, startTicker } from '../../../../analyzers/monitors/ticker.ts';

describe('ticker', () => {
  const CASES: readonly (readonly [number, string | null])[] = [
    [50, null],
    [250, null],
    [1000, '*/1 * * * * *'],
    [1500, null],
    [7000, null],
    [10_000, '*/10 * * * * *'],
    [60_000, '0 */1 * * * *'],
    [90_000, null],
    [300_000, '0 */5 * * * *'],
    [3_600_000, null],
  ];
  for (const [ms, expression] of CASES) {
    it(`${ms} ms is ${expression === null ? 'a plain timer' : `cron ${expression}`}`, () => {
      assert.equal(cronExpression(ms), expression);
    });
  }

  for (const ms of [50, 1000]) {
    it(`ticks every ${ms} ms until it is stopped`, async () => {
      const events = new EventEmitter();
      let ticks = 0;
      const ticker = startTicker(ms, () => {
        ticks += 1;
        events.emit('tick');
      });
      await once(events, 'tick');
      await once(events, 'tick');
      await ticker.stop();
      const before = ticks;
      await new Promise((resolve) => setTimeout(resolve, 2 * ms));
      assert.equal(ticks, before);
    });
  }
});
