import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedWorld } from './fault-world.ts';
import { scale } from './scale.ts';

const { records, brokerAwayMs, brokerOutages } = scale();

test(`the broker killed and restarted, and stopped and continued, ${brokerOutages} times: exact, back without help`, async (t) => {
  const world = await startEmbeddedWorld('broker');
  try {
    const ingester = world.ingest();
    const step = Math.floor(records / (2 * brokerOutages));
    const back: number[] = [];
    let from = 0;
    const more = async () => {
      await world.fill({ from, to: from + step });
      from += step;
    };
    for (let outage = 0; outage < brokerOutages; outage += 1) {
      for (const away of ['killed', 'stopped']) {
        const before = ingester.report()?.landed ?? 0;
        await more();
        await ingester.until(({ landed }) => landed > before);
        if (away === 'killed') {
          await world.broker.kill('SIGKILL');
          await sleep(brokerAwayMs);
          await world.broker.restart();
        } else {
          world.broker.pause();
          await sleep(Math.min(5_000, brokerAwayMs * 2));
          world.broker.resume();
        }
        const since = performance.now();
        await ingester.until(({ landed, partitions }) => landed >= from && partitions === world.partitions);
        back.push(Math.round(performance.now() - since));
      }
    }
    await ingester.until(({ committed, partitions }) => committed && partitions === world.partitions);
    assert.equal(await ingester.stop(), 0);
    const audit = await world.audit(from);
    t.diagnostic(`caught up ${back.join(', ')} ms after each return: ${JSON.stringify(audit)}`);
    assert.deepEqual(audit, { rows: from, distinct: from, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});
