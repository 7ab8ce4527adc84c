import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedWorld } from './fault-world.ts';
import { scale } from './scale.ts';

const { records, kills } = scale();

test(`kill -9 of the ingester at random, ${kills} times during ${records} records: none lost, none twice`, async (t) => {
  const world = await startEmbeddedWorld('kill');
  try {
    await world.fill({ to: records });
    let replayed = 0;
    let landedBefore = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const ingester = world.ingest();
      // Uneven pauses move the kill through reading, marking, inserting and committing.
      await ingester.until(({ landed, caughtUp }) => landed > 0 || caughtUp);
      await sleep(Math.random() * 300);
      const report = ingester.report();
      await ingester.kill();
      replayed += report?.intentsReplayed ?? 0;
      if (!report?.caughtUp) landedBefore += 1;
    }
    const last = world.ingest();
    await last.until(({ committed, partitions }) => committed && partitions === world.partitions);
    replayed += last.report()?.intentsReplayed ?? 0;
    const peak = last.peakRssMb();
    assert.equal(await last.stop(), 0);
    const audit = await world.audit(records);
    t.diagnostic(
      `${kills} kills (${landedBefore} before the end), ${replayed} intents replayed, peak RSS ${peak} MiB: ${JSON.stringify(audit)}`,
    );
    assert.deepEqual(audit, { rows: records, distinct: records, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});

test('control: without the intent the same kills write records twice, so the audit can see it', async (t) => {
  const world = await startEmbeddedWorld('control');
  try {
    const few = 20_000;
    await world.fill({ to: few });
    // Ranges of another size in each life: equal ones would meet their own tokens.
    for (const batchRows of [1_100, 1_700, 2_300]) {
      const ingester = world.ingest({ withoutIntent: true, dieAt: 'after_ack', times: 2 }, { batchRows });
      await ingester.until(({ committed, partitions }) => committed && partitions > 0);
    }
    const last = world.ingest({ withoutIntent: true });
    await last.until(({ committed, partitions }) => committed && partitions === world.partitions);
    assert.equal(await last.stop(), 0);
    const audit = await world.audit(few);
    t.diagnostic(`without the intent: ${JSON.stringify(audit)}`);
    assert.equal(audit.lost, 0);
    assert.ok(audit.duplicated > 0);
  } finally {
    await world.close();
  }
});
