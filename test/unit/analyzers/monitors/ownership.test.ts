import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StoredStatus } from '../../../../analyzers/ports.ts';
import { ALL_MODELS, type ModelShare, modelPart, NO_MODELS } from '../../../../domain/index.ts';
import { World } from '../../../support/analyzer-world.ts';
import { HOUR, T0, traffic } from '../../../support/world-traffic.ts';

/** Two models, one in each part. */
const MODELS = [0, 1].map((part) => {
  for (let n = 0; ; n += 1) if (modelPart('default', `m${n}`, 2) === part) return `m${n}`;
});
const SECTION = {
  models: MODELS.map((name) => ({
    name,
    task: 'binary',
    baseline: { window: { from: T0, to: T0 + 24 * HOUR } },
  })),
  monitors: MODELS.map((model) => ({
    name: `of-${model}`,
    model,
    kind: 'data_drift',
    window: '1h',
    lateness: '0s',
  })),
};

function worldUntil(hour: number): World {
  const world = new World();
  advance(world, 0, hour);
  return world;
}

function advance(world: World, from: number, until: number): void {
  for (const model of MODELS) {
    const rows = traffic(from, until, { seed: model }).map((row) => ({ ...row, model }));
    world.rows.push(...rows, { ...rows.at(-1)!, at: T0 + until * HOUR });
  }
  world.now = T0 + until * HOUR + 1;
}

/** A process with a share that a test hands around. */
function replica(world: World, share: ModelShare, statuses = statusStore()) {
  const held = { share };
  const ownership = { share: () => held.share };
  return Object.assign(held, { service: world.service(SECTION, { ownership, statusStore: statuses }) });
}

function statusStore() {
  const rows = new Map<string, StoredStatus>();
  return {
    saveStatuses: async (statuses: readonly StoredStatus[]) => {
      for (const status of statuses) rows.set(status.monitor, status);
    },
    loadStatuses: async () => [...rows.values()],
  };
}

const runs = (world: World) =>
  world.saves.map(({ model, window }) => `${model} ${(window.start - T0) / HOUR}`).sort();
const expected = (from: number, until: number, models: readonly (string | undefined)[] = MODELS) =>
  models.flatMap((model) => Array.from({ length: until - from }, (_, i) => `${model} ${from + i}`)).sort();

describe('ownership of models', () => {
  it('two processes with a part each evaluate every window once', async () => {
    const world = worldUntil(27);
    const first = replica(world, { term: 1, of: 2, parts: [0] });
    const second = replica(world, { term: 1, of: 2, parts: [1] });
    await Promise.all([first.service.tick(), second.service.tick()]);
    assert.deepEqual(runs(world), expected(24, 27));
  });

  it('a process that takes a model over goes on where the stored evaluations end', async () => {
    const world = worldUntil(26);
    const first = replica(world, { term: 1, of: 2, parts: [0] });
    const second = replica(world, { term: 1, of: 2, parts: [1] });
    await first.service.tick();
    await second.service.tick();
    advance(world, 26, 28);
    first.share = { term: 2, of: 2, parts: [] };
    second.share = { term: 2, of: 2, parts: [0, 1] };
    await first.service.tick();
    await second.service.tick();
    assert.deepEqual(runs(world), expected(24, 28));
  });

  it('a process that had a model before takes it back from the store, not from memory', async () => {
    const world = worldUntil(26);
    const first = replica(world, { term: 1, of: 1, parts: [0] });
    const second = replica(world, NO_MODELS);
    await first.service.tick();
    advance(world, 26, 28);
    [first.share, second.share] = [
      { term: 2, of: 1, parts: [] },
      { term: 2, of: 1, parts: [0] },
    ];
    await second.service.tick();
    advance(world, 28, 30);
    [first.share, second.share] = [
      { term: 3, of: 1, parts: [0] },
      { term: 3, of: 1, parts: [] },
    ];
    await first.service.tick();
    assert.deepEqual(runs(world), expected(24, 30));
  });

  it('a process that loses its models in the middle ends after the window that is under way', async () => {
    const world = worldUntil(30);
    const first = replica(world, { term: 1, of: 1, parts: [0] });
    const save = world.saves.push.bind(world.saves);
    world.saves.push = (...items) => {
      first.share = { term: 2, of: 1, parts: [] };
      return save(...items);
    };
    await first.service.tick();
    assert.ok(world.saves.length <= MODELS.length, runs(world).join());
    first.share = { term: 3, of: 1, parts: [0] };
    world.saves.push = save;
    await first.service.tick();
    assert.deepEqual(runs(world), expected(24, 30));
  });

  it('a process without models shows those of the others, and runs windows that it is asked for', async () => {
    const world = worldUntil(26);
    const statuses = statusStore();
    const owner = replica(world, { ...ALL_MODELS, term: 1 }, statuses);
    const onlooker = replica(world, NO_MODELS, statuses);
    const [unseen] = await onlooker.service.listMonitors('default');
    assert.deepEqual([unseen!.caught_up, unseen!.evaluated_until], [false, null]);
    await owner.service.tick();
    assert.deepEqual(
      await onlooker.service.listMonitors('default'),
      await owner.service.listMonitors('default'),
    );
    const range = { from: T0 + 24 * HOUR, to: T0 + 26 * HOUR, notify: false };
    const outcome = await onlooker.service.runMonitor('default', `of-${MODELS[0]}`, range);
    assert.deepEqual([outcome.windows, outcome.evaluations], [2, 2]);
    await assert.rejects(onlooker.service.runMonitor('default', 'none', range), { code: 'unknown_monitor' });

    advance(world, 26, 27);
    const rows = await onlooker.service.listMonitors('default');
    assert.ok(
      rows.every(({ caught_up }) => caught_up === false),
      'records have come since the owner looked',
    );
  });
});
