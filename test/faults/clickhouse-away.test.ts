import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyMode } from './clickhouse-proxy.ts';
import { startServerWorld } from './fault-world.ts';
import { scale } from './scale.ts';

const { records, awayMs, full } = scale();
const COUNT = full ? records / 5 : records / 2;
const MODES: readonly ProxyMode[] = ['refused', 'hangs', '503'];

test(`ClickHouse away for ${awayMs} ms, refusing, hanging and answering 503: exact, memory bounded`, async (t) => {
  const world = await startServerWorld('away');
  try {
    const ingester = world.ingest();
    let from = 0;
    const growth: string[] = [];
    for (const mode of MODES) {
      const before = ingester.report()?.landed ?? 0;
      await world.fill({ from, to: from + COUNT });
      from += COUNT;
      await ingester.until(({ landed }) => landed > before);
      const start = ingester.report()!.rssMb;
      await world.proxy.mode(mode);
      await sleep(awayMs);
      const { retries, bufferedBytes, rssMb } = ingester.report()!;
      growth.push(
        `${mode}: ${retries} retries, ${Math.round(bufferedBytes / 1e6)} MB waiting, RSS ${start} to ${rssMb} MiB`,
      );
      assert.ok(bufferedBytes <= 66 * 1024 * 1024);
      assert.equal(ingester.ended(), false);
      await world.proxy.mode('ok');
      await ingester.until(({ landed }) => landed >= from);
    }
    await ingester.until(({ committed }) => committed);
    assert.equal(await ingester.stop(), 0);
    const audit = await world.audit(from);
    t.diagnostic(`${growth.join('; ')}; peak RSS ${ingester.peakRssMb()} MiB: ${JSON.stringify(audit)}`);
    assert.deepEqual(audit, { rows: from, distinct: from, lost: 0, duplicated: 0, quarantined: 0 });
    assert.ok(ingester.peakRssMb() < 512);
  } finally {
    await world.close();
  }
});

test('the replies of 30 % of the inserts are lost after they were applied: exact', async (t) => {
  const world = await startServerWorld('replies');
  try {
    world.proxy.loseReplies(0.3);
    await world.fill({ to: COUNT });
    const ingester = world.ingest({}, { batchRows: full ? 1_000 : 700 });
    await ingester.until(({ committed, partitions }) => committed && partitions === world.partitions);
    const report = ingester.report()!;
    assert.equal(await ingester.stop(), 0);
    const audit = await world.audit(COUNT);
    t.diagnostic(`${report.batches} batches, ${world.proxy.lost()} replies lost: ${JSON.stringify(audit)}`);
    assert.ok(world.proxy.lost() > 0);
    assert.deepEqual(audit, { rows: COUNT, distinct: COUNT, lost: 0, duplicated: 0, quarantined: 0 });
  } finally {
    await world.close();
  }
});
