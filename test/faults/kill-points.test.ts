import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaLog } from '../support/kafka-log-world.ts';
import { FAULT_POINTS } from './fault-plan.ts';
import { type FaultWorld, startEmbeddedWorld } from './fault-world.ts';
import { scale } from './scale.ts';

const { killsPerPoint } = scale();
const PER_LIFE = 20_000;

/** Small enough that every life comes to its point six times; another size in each. */
const batchRows = () => Math.floor(PER_LIFE / 40) * (1 + Math.floor(Math.random() * 4));

/** Joins the group for a moment, so that its other member has to give its partitions away. */
async function disturb(world: FaultWorld): Promise<void> {
  const member = await kafkaLog(world.broker.brokers).subscribe([world.topic], world.group, {
    assigned: () => {},
    revoked: async () => {},
    records: () => {},
    failed: () => {},
  });
  await sleep(1_500);
  await member.close();
}

test(`kill -9 at each of six points of the protocol, ${killsPerPoint} times each: none lost, none twice`, async (t) => {
  const world = await startEmbeddedWorld('points');
  try {
    let records = 0;
    let replayed = 0;
    const died: Record<string, number> = {};
    for (const dieAt of FAULT_POINTS) {
      for (let kill = 0; kill < killsPerPoint; kill += 1) {
        await world.fill({ from: records, to: records + PER_LIFE });
        records += PER_LIFE;
        const times = dieAt === 'mid_rebalance' ? 1 : 1 + Math.floor(Math.random() * 6);
        const ingester = world.ingest({ dieAt, times }, { batchRows: batchRows() });
        if (dieAt === 'mid_rebalance') {
          await ingester.until(({ landed }) => landed > 0);
          await Promise.all([disturb(world), ingester.until(() => false)]);
        } else {
          await ingester.until(() => false);
        }
        assert.equal(ingester.child.signalCode, 'SIGKILL');
        died[dieAt] = (died[dieAt] ?? 0) + 1;
        replayed += ingester.report()?.intentsReplayed ?? 0;
      }
    }
    const last = world.ingest();
    await last.until(({ committed, partitions }) => committed && partitions === world.partitions);
    replayed += last.report()?.intentsReplayed ?? 0;
    assert.equal(await last.stop(), 0);
    const audit = await world.audit(records);
    t.diagnostic(
      `${records} records, kills ${JSON.stringify(died)}, ${replayed} intents replayed: ${JSON.stringify(audit)}`,
    );
    assert.deepEqual(audit, { rows: records, distinct: records, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});
