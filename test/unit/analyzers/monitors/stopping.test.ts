import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Analyzers, CpuEngine, type Engine } from '../../../../analyzers/index.ts';
import { createTrack } from '../../../../analyzers/monitors/track.ts';
import { watchWindow } from '../../../../analyzers/monitors/watch-window.ts';
import { WorkerKernels } from '../../../../analyzers/multivariate/worker-kernels.ts';
import { configOf, World } from '../../../support/analyzer-world.ts';
import { HOUR, T0, traffic } from '../../../support/world-traffic.ts';

const SECTION = {
  models: [{ name: 'm', task: 'binary', baseline: { window: { from: T0, to: T0 + HOUR } } }],
  monitors: [{ name: 'inputs', model: 'm', kind: 'data_drift', window: '1h' }],
};
const TOGETHER = {
  ...SECTION,
  monitors: [{ name: 'together', model: 'm', kind: 'multivariate_drift', window: '1h', statistics: ['mmd'] }],
};

/** worldOfTwoHours has one hour of reference and one window, too long to be measured between two turns of the loop. */
function worldOfTwoHours(): World {
  const world = new World();
  world.rows = [...traffic(0, 2, { perHour: 12_000 }), ...traffic(2, 3, { perHour: 1 })];
  world.now = T0 + 3 * HOUR;
  return world;
}

/** recorder keeps what the analyzers log, by message. */
function recorder() {
  const lines: [string, object][] = [];
  const line = (fields: object, message: string) => void lines.push([message, fields]);
  return { lines, logger: { info: line, warn: line, error: line } };
}

describe('stop during a window', () => {
  it('gives the window up on the engine, stores nothing, and the next start evaluates it', async () => {
    const world = worldOfTwoHours();
    const cpu = new CpuEngine({ workers: 1 });
    const { lines, logger } = recorder();
    let stopped: Promise<void> | null = null;
    let service: Analyzers | null = null;
    const engine: Engine = {
      id: 'cpu',
      close: () => cpu.close(),
      measure(tasks, options) {
        const measured = cpu.measure(tasks, options);
        stopped = service!.stop();
        return measured;
      },
    };
    service = world.service(SECTION, { engine, logger });
    await service.tick();
    await stopped;
    assert.equal(world.saves.length, 0);
    assert.deepEqual(
      lines.map(([message]) => message),
      ['a window was given up; it is evaluated after the next start'],
    );
    const [row] = await service.listMonitors('default');
    assert.deepEqual([row!.last_error, row!.progress, row!.caught_up], [null, null, false]);
    const next = world.service(SECTION, { engine: cpu });
    await next.tick();
    assert.deepEqual(
      world.saves.map(({ status, window }) => [status, window.start]),
      [['complete', T0 + HOUR]],
    );
    await cpu.close();
  });

  it('gives up a statistic of whole rows that is under way', async () => {
    const world = worldOfTwoHours();
    let stopped: Promise<void> | null = null;
    let service: Analyzers | null = null;
    class Stopping extends WorkerKernels {
      override mmdPermutations(job: Parameters<WorkerKernels['mmdPermutations']>[0]) {
        const permuted = super.mmdPermutations(job);
        stopped = service!.stop();
        return permuted;
      }
    }
    const kernels = new Stopping(1);
    service = world.service(TOGETHER, { kernels });
    await service.tick();
    await stopped;
    assert.equal(world.saves.length, 0);
    await kernels.close();
  });

  it('ends a range run that was asked for with shutting_down', async () => {
    const world = worldOfTwoHours();
    const cpu = new CpuEngine({ workers: 1 });
    let service: Analyzers | null = null;
    const engine: Engine = {
      id: 'cpu',
      close: () => cpu.close(),
      measure(tasks, options) {
        const measured = cpu.measure(tasks, options);
        void service!.stop();
        return measured;
      },
    };
    service = world.service(SECTION, { engine });
    await service.reload(configOf(SECTION));
    await assert.rejects(
      service.runMonitor('default', 'inputs', { from: T0 + HOUR, to: T0 + 2 * HOUR, notify: false }),
      { code: 'shutting_down', retryable: true },
    );
    assert.equal(world.saves.length, 0);
    await cpu.close();
  });
});

describe('the progress of a window', () => {
  it('is a share while the window is measured, and null before and after', async () => {
    const world = worldOfTwoHours();
    const cpu = new CpuEngine({ workers: 1 });
    const shown: Promise<unknown>[] = [];
    let service: Analyzers | null = null;
    const progress = async () => (await service!.listMonitors('default'))[0]!.progress;
    const engine: Engine = {
      id: 'cpu',
      close: () => cpu.close(),
      measure: (tasks, options = {}) =>
        cpu.measure(tasks, {
          ...options,
          onProgress(done, total) {
            options.onProgress?.(done, total);
            shown.push(progress());
          },
        }),
    };
    service = world.service(SECTION, { engine });
    await service.tick();
    const before = await Promise.all(shown);
    assert.deepEqual(before, [0.5, 1]);
    assert.equal(await progress(), null);
    await cpu.close();
  });

  it('is told once when the window takes longer than five seconds', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const config = configOf(SECTION);
    const track = createTrack(config.monitors[0]!, config.models[0]!, []);
    const told: object[] = [];
    const request = { version: '1', segment: '', window: { start: T0, end: T0 + HOUR } };
    const long = watchWindow(track, request, (window) => told.push(window));
    long.onProgress(3, 12);
    context.mock.timers.tick(4999);
    assert.deepEqual([told, track.progress], [[], { done: 3, total: 12 }]);
    context.mock.timers.tick(1);
    context.mock.timers.tick(60_000);
    assert.deepEqual(told, [{ project: 'default', monitor: 'inputs', ...request, done: 3, total: 12 }]);
    long.end();
    const short = watchWindow(track, request, (window) => told.push(window));
    short.end();
    context.mock.timers.tick(60_000);
    assert.equal(told.length, 1);
    assert.equal(track.progress, null);
  });
});
