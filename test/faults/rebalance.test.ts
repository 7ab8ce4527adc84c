import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../support/wait-until.ts';
import { startServerWorld } from './fault-world.ts';
import { scale } from './scale.ts';

const { records, stormMs } = scale();

test(`three consumers come and go for ${stormMs} ms under load: exact`, async (t) => {
  const world = await startServerWorld('storm', 6);
  try {
    let members = [world.ingest(), world.ingest(), world.ingest()];
    let rebalances = 0;
    let from = 0;
    const step = Math.floor((records * 2_000) / stormMs);
    const end = performance.now() + stormMs;
    for (let turn = 0; performance.now() < end; turn += 1) {
      await world.fill({ from, to: from + step });
      from += step;
      await sleep(1_500);
      const [oldest, ...others] = members;
      rebalances += oldest!.report()?.rebalances ?? 0;
      await oldest!.until(() => true);
      // By turns politely and by force.
      if (turn % 2 === 0) await oldest!.kill();
      else assert.equal(await oldest!.stop(), 0);
      members = [...others, world.ingest()];
    }
    await world.untilRows(from);
    const total = () => members.reduce((sum, member) => sum + (member.report()?.partitions ?? 0), 0);
    const settled = () => total() === 6 && members.every((member) => member.report()?.committed === true);
    await waitUntil(settled, () => 'all members to be done');
    for (const member of members) {
      rebalances += member.report()?.rebalances ?? 0;
      assert.equal(await member.stop(), 0);
    }
    const audit = await world.audit(from);
    t.diagnostic(`${from} records, at least ${rebalances} rebalances: ${JSON.stringify(audit)}`);
    assert.deepEqual(audit, { rows: from, distinct: from, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});

test('a zombie, stalled past its session with its insert in flight, changes nothing when it wakes', async (t) => {
  const world = await startServerWorld('zombie');
  try {
    const count = 20_000;
    await world.fill({ to: count });
    const held = world.proxy.holdNextInsert();
    const zombie = world.ingest();
    const release = await held;
    zombie.child.kill('SIGSTOP');
    const heir = world.ingest();
    await heir.until(({ committed, partitions }) => committed && partitions === world.partitions);
    const replayed = heir.report()?.intentsReplayed ?? 0;
    release();
    await sleep(500);
    zombie.child.kill('SIGCONT');
    await zombie.until(({ rebalances }) => rebalances > 0);
    await world.fill({ from: count, to: 2 * count });
    const both = () => (zombie.report()?.partitions ?? 0) + (heir.report()?.partitions ?? 0);
    await world.untilRows(2 * count);
    const done = () =>
      both() === world.partitions && zombie.report()?.committed === true && heir.report()?.committed === true;
    await waitUntil(done, () => 'both members to be done');
    assert.equal(await zombie.stop(), 0);
    assert.equal(await heir.stop(), 0);
    const audit = await world.audit(2 * count);
    t.diagnostic(`${replayed} intents replayed by the heir: ${JSON.stringify(audit)}`);
    assert.ok(replayed > 0);
    assert.deepEqual(audit, { rows: 2 * count, distinct: 2 * count, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});
