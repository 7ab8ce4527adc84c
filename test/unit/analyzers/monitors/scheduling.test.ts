import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Evaluation, PlumblineError } from '../../../../domain/index.ts';
import { configOf, World } from '../../../support/analyzer-world.ts';
import { DAY, HOUR, T0, traffic } from '../../../support/world-traffic.ts';

const REFERENCE = { window: { from: T0, to: T0 + 24 * HOUR } };
const inputs = { name: 'inputs', model: 'm', kind: 'data_drift', window: '1h', lateness: '5m' };

const section = (monitor: object = {}, model: object = {}, top: object = {}) => ({
  models: [{ name: 'm', task: 'binary', baseline: REFERENCE, ...model }],
  monitors: [{ ...inputs, ...monitor }],
  ...top,
});

/** hours gives the windows of stored evaluations as hours after T0. */
const hours = (world: World) => world.stored().map(({ window }) => (window.start - T0) / HOUR);

/** worldAt has a day of reference and steady traffic, seen at an hour after T0. */
function worldAt(hour: number, until = hour): World {
  const world = new World();
  world.rows = traffic(0, until);
  world.now = T0 + hour * HOUR + 6 * 60_000;
  return world;
}

async function only(world: World, config: unknown) {
  const service = world.service(config);
  await service.tick();
  const [row] = await service.listMonitors('default');
  return { service, row: row! };
}

describe('scheduling: which windows are evaluated', () => {
  it('windows after the reference are evaluated in order, once, and a second tick finds nothing', async () => {
    const world = worldAt(28);
    world.rows.push(...traffic(28, 29, { perHour: 1 }));
    const { service, row } = await only(world, section());
    assert.deepEqual(hours(world), [24, 25, 26, 27]);
    assert.ok(world.stored().every(({ status, severity }) => status === 'complete' && severity === 'none'));
    assert.equal(row.evaluated_until, new Date(T0 + 28 * HOUR).toISOString());
    assert.equal(row.caught_up, true);
    assert.equal(row.last_seen, new Date(T0 + 28 * HOUR).toISOString());
    await service.tick();
    assert.equal(world.saves.length, 4);
  });

  it('a decay is stored after the data drift of its window, though records arrive in between', async () => {
    const world = worldAt(26);
    world.rows = traffic(0, 31, { labelDelay: 60_000 });
    const decay = { name: 'decay', model: 'm', kind: 'performance', window: '1h', label_delay: '1h' };
    const config = { ...section(), monitors: [decay, inputs] };
    const later = world.rows.filter(({ at }) => at >= T0 + 26.5 * HOUR);
    world.rows = world.rows.filter(({ at }) => at < T0 + 26.5 * HOUR);
    world.now += 5 * HOUR;
    const parts = world.parts(configOf(config));
    const service = world.service(config, {
      evaluationStore: {
        ...parts.evaluationStore,
        saveEvaluation: async (evaluation) => {
          world.rows.push(...later.splice(0));
          await parts.evaluationStore.saveEvaluation(evaluation);
        },
      },
    });
    for (let tick = 0; tick < 3; tick++) await service.tick();
    const order = world.saves.map(({ monitor, window }) => `${monitor} ${(window.start - T0) / HOUR}`);
    const decays = order.filter((name) => name.startsWith('decay'));
    assert.ok(decays.length >= 4, order.join());
    for (const name of decays)
      assert.ok(order.indexOf(name.replace('decay', 'inputs')) < order.indexOf(name), order.join());
  });

  it('drift is found with its severity, and the features are named', async () => {
    const world = worldAt(26, 24);
    world.rows.push(...traffic(24, 27, { shift: 1, perHour: 400 }));
    await only(world, section());
    const [first] = world.stored();
    assert.equal(first?.severity, 'critical');
    assert.match(first?.summary ?? '', /^1 of 2 features drifted: amount \(psi/);
    assert.equal(first?.nCurrent, 400);
    assert.equal(first?.nReference, 24 * 150);
  });

  it('a window waits for the watermark, and runs as partial after max_wait', async () => {
    const world = worldAt(25);
    world.rows = world.rows.filter(({ at }) => at < T0 + 24.9 * HOUR);
    const { service, row } = await only(world, section());
    assert.deepEqual(hours(world), []);
    assert.equal(row.caught_up, true);
    world.now += HOUR;
    await service.tick();
    assert.deepEqual(hours(world), [24]);
    assert.equal(world.stored()[0]?.status, 'partial');
  });

  it('while a window is due and not evaluated, the monitor is not caught up', async () => {
    const world = worldAt(28, 29);
    const service = world.service(section());
    const rows = async () => (await service.listMonitors('default'))[0];
    await service.tick();
    assert.equal((await rows())?.caught_up, true);
    world.rows.push(...traffic(29, 31));
    world.now += 2 * HOUR;
    assert.equal((await rows())?.caught_up, false);
    await service.tick();
    assert.equal((await rows())?.caught_up, true);
  });

  it('after downtime beyond the cap the newest windows run and the rest is one skipped span', async () => {
    const world = worldAt(60, 61);
    await only(world, section({ max_catch_up: 5 }));
    const [skipped, ...run] = world.stored();
    assert.equal(skipped?.status, 'skipped');
    assert.deepEqual(skipped?.window, { start: T0 + 24 * HOUR, end: T0 + 55 * HOUR });
    assert.deepEqual(
      run.map(({ window }) => (window.start - T0) / HOUR),
      [55, 56, 57, 58, 59],
    );
  });

  it('a window due for more than twice its length is a backfill, a fresh one is live', async () => {
    const world = worldAt(30, 31);
    await only(world, section());
    assert.deepEqual(
      world.stored().map(({ mode }) => mode),
      ['backfill', 'backfill', 'backfill', 'backfill', 'live', 'live'],
    );
  });

  it('replay: the watermark is the present, nothing is skipped and nothing is partial', async () => {
    const world = worldAt(24, 124);
    world.now = Date.UTC(2030, 0, 1);
    await only(world, section({ max_catch_up: 5 }, {}, { clock: 'replay' }));
    // The watermark stands just before hour 124, so lateness holds the last window back.
    assert.deepEqual(
      hours(world),
      Array.from({ length: 99 }, (_, index) => 24 + index),
    );
    assert.ok(world.stored().every(({ status }) => status === 'complete'));
  });

  it('a clock that steps back repeats and loses nothing', async () => {
    const world = worldAt(26, 40);
    const { service } = await only(world, section());
    world.now -= 5 * HOUR;
    await service.tick();
    world.now += 8 * HOUR;
    await service.tick();
    assert.deepEqual(hours(world), [24, 25, 26, 27, 28]);
    assert.equal(world.saves.length, 5);
  });

  it('a restart goes on where the stored evaluations end, with the same baseline', async () => {
    const world = worldAt(27, 40);
    await only(world, section());
    world.now += 3 * HOUR;
    await only(world, section());
    assert.deepEqual(hours(world), [24, 25, 26, 27, 28, 29]);
    assert.equal(world.saves.length, 6);
    assert.equal(world.baselines.length, 1);
    assert.equal(new Set(world.stored().map(({ baselineHash }) => baselineHash)).size, 1);
  });

  it('a model without rows has nothing due and is caught up', async () => {
    const world = new World();
    world.now = T0;
    const { row } = await only(world, section());
    assert.deepEqual([row.caught_up, row.evaluated_until, row.last_seen], [true, null, null]);
    assert.equal(world.saves.length, 0);
  });

  it('days in a zone follow its calendar', async () => {
    const world = new World();
    const springForward = Date.UTC(2026, 2, 28, 23);
    const shifted = (rows: ReturnType<typeof traffic>) =>
      rows.map((row) => ({ ...row, at: row.at - T0 + springForward }));
    world.rows = shifted(traffic(-48, 72, { perHour: 10 }));
    world.now = springForward + 72 * HOUR;
    const reference = { window: { from: springForward - 2 * DAY, to: springForward } };
    await only(world, section({ window: { every: 'day', zone: 'Europe/Berlin' } }, { baseline: reference }));
    const lengths = world.stored().map(({ window }) => (window.end - window.start) / HOUR);
    assert.deepEqual(lengths, [23, 24, 24]);
  });
});

describe('scheduling: empty windows and failures', () => {
  it('a window without rows has insufficient data', async () => {
    const world = worldAt(28, 25);
    world.rows.push(...traffic(27, 29));
    await only(world, section());
    assert.deepEqual(
      world.stored().map(({ status }) => status),
      ['complete', 'insufficient_data', 'insufficient_data', 'complete'],
    );
    assert.equal(world.stored()[1]?.summary, 'The window has no rows.');
  });

  it('on_no_data: alert makes an empty window a finding', async () => {
    const world = worldAt(28, 25);
    world.rows.push(...traffic(27, 29));
    await only(world, section({ on_no_data: 'alert' }));
    assert.deepEqual(
      world.stored().map(({ status, severity }) => `${status} ${severity}`),
      ['complete none', 'complete warning', 'complete warning', 'complete none'],
    );
  });

  it('fewer rows than min_samples are not judged', async () => {
    const world = worldAt(26, 24);
    world.rows.push(...traffic(24, 27, { perHour: 20, shift: 3 }));
    await only(world, section());
    assert.deepEqual(
      world.stored().map(({ status, severity }) => `${status} ${severity}`),
      ['insufficient_data none', 'insufficient_data none'],
    );
  });

  it('a baseline file that is not Parquet fails its monitor with the reason, and no other', async () => {
    const world = worldAt(26, 27);
    world.rows.push(...world.rows.map((row) => ({ ...row, model: 'broken' })));
    const both = section();
    both.models.push({ name: 'broken', task: 'binary', baseline: { file: 'reference.parquet' } } as never);
    both.monitors.unshift({ ...inputs, name: 'broken inputs', model: 'broken' });
    const service = world.service(both);
    await service.tick();
    const failed = world.stored().filter(({ model }) => model === 'broken');
    assert.equal(failed.length, 26);
    assert.ok(
      failed.every(
        ({ status, summary }) => status === 'failed' && /reference\.parquet is not Parquet/.test(summary),
      ),
    );
    const sound = world.stored().filter(({ model }) => model === 'm');
    assert.deepEqual(
      sound.map(({ status }) => status),
      ['complete', 'complete'],
    );
  });

  it('a store that is down loses no window', async () => {
    const world = worldAt(26, 40);
    world.outage = new PlumblineError('store_unavailable', undefined, { retryable: true });
    const { service, row } = await only(world, section());
    assert.equal(row.last_error, world.outage.message);
    assert.equal(world.saves.length, 0);
    world.outage = null;
    world.now += HOUR;
    await service.tick();
    assert.deepEqual(hours(world), [24, 25, 26]);
    assert.equal((await service.listMonitors('default'))[0]?.last_error, null);
  });

  it('an evaluation that the store refuses is stored as failed, and the next window goes on', async () => {
    const world = worldAt(26, 27);
    const config = section();
    const { evaluationStore } = world.parts(configOf(config));
    const refusing = {
      ...evaluationStore,
      saveEvaluation: async (evaluation: Evaluation) => {
        const first = evaluation.window.start === T0 + 24 * HOUR;
        if (first && evaluation.status === 'complete') throw new PlumblineError('store_refused');
        await evaluationStore.saveEvaluation(evaluation);
      },
    };
    await world.service(config, { evaluationStore: refusing }).tick();
    assert.deepEqual(
      world.stored().map(({ status, summary }) => [status, summary.includes('ClickHouse refused')]),
      [
        ['failed', true],
        ['complete', false],
      ],
    );
  });

  it('stop between two windows leaves the rest for the next start', async () => {
    const world = worldAt(30, 40);
    let service = world.service(section(), { onEvaluation: () => void service.stop() });
    await service.tick();
    assert.deepEqual(hours(world), [24]);
    service = world.service(section());
    await service.tick();
    assert.deepEqual(hours(world), [24, 25, 26, 27, 28, 29]);
    assert.equal(world.saves.length, 6);
  });

  it('two ticks at once are one', async () => {
    const world = worldAt(26, 40);
    const service = world.service(section());
    await Promise.all([service.tick(), service.tick(), service.tick()]);
    assert.equal(world.saves.length, 2);
  });

  it('start ticks by itself, and after stop nothing runs', async () => {
    const world = worldAt(26, 40);
    const ticks = new EventEmitter();
    const service = world.service(section({}, {}, { tick: '50ms' }), { onTick: () => ticks.emit('tick') });
    await service.start();
    await once(ticks, 'tick');
    await service.stop();
    assert.equal(world.saves.length, 2);
    world.now += HOUR;
    await service.tick();
    assert.equal(world.saves.length, 2);
  });
});

describe('scheduling: whatever happens', () => {
  const step = fc.record({
    hours: fc.integer({ min: -2, max: 6 }),
    traffic: fc.integer({ min: 0, max: 6 }),
    what: fc.constantFrom('tick', 'tick', 'restart', 'outage', 'reload'),
  });

  it('property: every window that is due is evaluated once, in order, without a gap', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 15 }), async (steps) => {
        const world = worldAt(24);
        let sent = 24;
        let service = world.service(section({ max_catch_up: 1000 }));
        for (const { hours: moved, traffic: more, what } of steps) {
          world.now += moved * HOUR;
          world.rows.push(...traffic(sent, sent + more, { perHour: 20 }));
          sent += more;
          const down = new PlumblineError('store_unavailable', undefined, { retryable: true });
          world.outage = what === 'outage' ? down : null;
          if (what === 'restart') service = world.service(section({ max_catch_up: 1000 }));
          if (what === 'reload')
            await service.reload(configOf(section({ max_catch_up: 1000, min_samples: moved + 9 })));
          await service.tick();
        }
        const windows = world.saves.map(({ window }) => window.start);
        assert.deepEqual(
          windows,
          windows.map((_, index) => windows[0]! + index * HOUR),
        );
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe('scheduling: reload', () => {
  it('a threshold edit applies to later windows and judges no earlier one again', async () => {
    const world = worldAt(26, 40);
    const { service } = await only(world, section());
    await service.reload(configOf(section({ policy: { psi: { delta: 0.3 } } })));
    world.now += HOUR;
    await service.tick();
    const policies = world.stored().map(({ policyHash }) => policyHash);
    assert.deepEqual(hours(world), [24, 25, 26]);
    assert.equal(policies[0], policies[1]);
    assert.notEqual(policies[1], policies[2]);
    assert.equal(world.saves.length, 3);
    assert.equal(world.monitors.length, 2);
  });

  it('a monitor that is removed stops, and one that is added begins', async () => {
    const world = worldAt(26, 40);
    const { service } = await only(world, section());
    await service.reload(configOf(section({ name: 'outputs', kind: 'prediction_drift' })));
    await service.tick();
    assert.deepEqual(
      (await service.listMonitors('default')).map(({ name }) => name),
      ['outputs'],
    );
    assert.equal(world.stored().filter(({ monitor }) => monitor === 'outputs').length, 2);
  });

  it('a changed window goes on after what was evaluated', async () => {
    const world = worldAt(27, 60);
    const { service } = await only(world, section());
    await service.reload(configOf(section({ window: '6h' })));
    world.now = T0 + 42.2 * HOUR;
    await service.tick();
    assert.deepEqual(hours(world), [24, 25, 26, 30, 36]);
  });
});
