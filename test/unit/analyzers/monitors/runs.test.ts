import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { describe, it } from 'node:test';
import { KEPT_LIMIT, RUNNING_LIMIT } from '../../../../analyzers/monitors/monitor-runs.ts';
import { PlumblineError } from '../../../../domain/index.ts';
import { configOf, World } from '../../../support/analyzer-world.ts';
import { DAY, HOUR, T0, traffic } from '../../../support/world-traffic.ts';

const inputs = { name: 'inputs', model: 'm', kind: 'data_drift', window: '1h' };
const quality = { name: 'quality', model: 'm', kind: 'performance', window: '1d', label_delay: '2h' };
const REFERENCE = { window: { from: T0, to: T0 + DAY } };

const section = (monitor: object, top: object = {}) => ({
  models: [{ name: 'm', task: 'binary', baseline: REFERENCE }],
  monitors: [monitor],
  ...top,
});

function worldAt(hour: number, rows: World['rows']): World {
  const world = new World();
  world.rows = rows;
  world.now = T0 + hour * HOUR + 6 * 60_000;
  return world;
}

describe('runMonitor: past windows on request', () => {
  const request = { from: T0 + 20 * HOUR, to: T0 + 26 * HOUR, notify: false };

  it('evaluates whole windows again, inside the reference too, as a silent backfill', async () => {
    const world = worldAt(26, traffic(0, 27));
    const service = world.service(section(inputs));
    await service.tick();
    const { run_id, ...row } = await service.runMonitor('default', 'inputs', request);
    assert.equal(service.runs.find('default', String(run_id))?.state, 'done');
    assert.deepEqual(row, {
      state: 'done',
      project: 'default',
      monitor: 'inputs',
      windows: 6,
      evaluations: 6,
      failed: 0,
      empty: 0,
      waiting: [],
      not_due: 0,
      notify: false,
    });
    assert.equal(world.stored().length, 6);
    assert.ok(world.stored().every(({ mode, notify }) => mode === 'backfill' && !notify));
  });

  it('the same windows give the same ids again', async () => {
    const world = worldAt(26, traffic(0, 27));
    const service = world.service(section(inputs));
    await service.tick();
    const before = world.stored().map(({ evaluationId }) => evaluationId);
    await service.runMonitor('default', 'inputs', { ...request, from: T0 + 24 * HOUR });
    assert.deepEqual(
      world.stored().map(({ evaluationId }) => evaluationId),
      before,
    );
  });

  it('notify marks the evaluations, and they stay a backfill', async () => {
    const world = worldAt(26, traffic(0, 27));
    const service = world.service(section(inputs));
    await service.tick();
    await service.runMonitor('default', 'inputs', { ...request, notify: true });
    assert.ok(world.stored().every(({ mode, notify }) => mode === 'backfill' && notify));
  });

  it('windows that are not due are left to the scheduler', async () => {
    const world = worldAt(26, traffic(0, 30));
    const service = world.service(section(inputs));
    await service.tick();
    const row = await service.runMonitor('default', 'inputs', { ...request, to: T0 + 30 * HOUR });
    assert.deepEqual([row.windows, row.evaluations, row.not_due], [10, 6, 4]);
    world.now += 2 * HOUR;
    await service.tick();
    assert.equal(world.stored().length, 8);
  });

  it('refuses an unknown monitor, a reversed range, one without a whole window and one with too many', async () => {
    const service = worldAt(26, traffic(0, 27)).service(section(inputs));
    await service.tick();
    const run = (name: string, from: number, to: number) =>
      service.runMonitor('default', name, { from, to, notify: false });
    await assert.rejects(run('nobody', T0, T0 + DAY), { code: 'unknown_monitor' });
    await assert.rejects(run('inputs', T0 + DAY, T0), { code: 'invalid_window' });
    await assert.rejects(run('inputs', T0 + 1, T0 + HOUR), { code: 'invalid_window' });
    await assert.rejects(run('inputs', T0, T0 + 2000 * HOUR), { code: 'invalid_window' });
    await assert.rejects(service.runMonitor('other', 'inputs', request), { code: 'unknown_monitor' });
  });

  it('says why nothing could be compared', async () => {
    const world = worldAt(20, traffic(0, 21));
    const service = world.service(section(inputs));
    await service.tick();
    const row = await service.runMonitor('default', 'inputs', { from: T0, to: T0 + 3 * HOUR, notify: false });
    assert.deepEqual(row.waiting, ['records up to 2026-01-06T00:00:00.000Z are missing']);
  });
});

describe('runs that are followed', () => {
  const range = (from: number, to: number) => ({ from: T0 + from * HOUR, to: T0 + to * HOUR, notify: false });
  const NEWEST = { from: null, to: null, notify: false };

  /** held lets windows be stored one by one. */
  function held(world: World) {
    const stored = new EventEmitter();
    const parts = world.parts(configOf(section(inputs)));
    const waiting: (() => void)[] = [];
    const service = world.service(section(inputs), {
      evaluationStore: {
        ...parts.evaluationStore,
        async saveEvaluation(evaluation) {
          const released = new Promise<void>((release) => waiting.push(release));
          stored.emit('waiting');
          await released;
          await parts.evaluationStore.saveEvaluation(evaluation);
        },
      },
    });
    return { service, waits: () => once(stored, 'waiting'), release: () => waiting.shift()?.() };
  }

  it('tell how far they have come, and which evaluations they made', async () => {
    const world = worldAt(26, traffic(0, 27));
    const { service, waits, release } = held(world);
    await service.reload(configOf(section(inputs)));
    let waiting = waits();
    const run = await service.runs.start('default', 'inputs', range(24, 26));
    const { state, windows_done, windows_total, ended_at } = run.row();
    assert.deepEqual([state, windows_done, windows_total, ended_at], ['running', 0, 2, null]);
    await waiting;
    waiting = waits();
    release();
    await waiting;
    assert.deepEqual([run.row().state, run.row().windows_done], ['running', 1]);
    release();
    await run.ended;
    const row = service.runs.find('default', run.runId);
    assert.deepEqual(
      [row?.state, row?.windows_done, row?.from],
      ['done', 2, new Date(T0 + DAY).toISOString()],
    );
    assert.deepEqual(
      row?.evaluations,
      world.stored().map(({ evaluationId }) => evaluationId),
    );
    assert.equal(service.runs.find('other', run.runId), null);
    assert.deepEqual(service.runs.list('other'), []);
  });

  it('that are cancelled end with the window under way; a stop cancels all, and lets none begin', async () => {
    const { service, waits, release } = held(worldAt(26, traffic(0, 27)));
    await service.reload(configOf(section(inputs)));
    let waiting = waits();
    const first = await service.runs.start('default', 'inputs', range(20, 26));
    await waiting;
    assert.equal(service.runs.cancel('other', first.runId), null);
    assert.equal(service.runs.cancel('default', first.runId)?.state, 'cancelled');
    release();
    assert.equal((await first.ended).done, 1);
    waiting = waits();
    const second = await service.runs.start('default', 'inputs', range(20, 26));
    await waiting;
    const stopped = service.stop();
    release();
    await stopped;
    assert.deepEqual([second.row().state, second.row().windows_done], ['cancelled', 1]);
    await assert.rejects(service.runs.start('default', 'inputs', range(20, 26)), { code: 'shutting_down' });
  });

  it('are bounded while they run, and afterwards', async () => {
    const { service, waits, release } = held(worldAt(26, traffic(0, 27)));
    await service.reload(configOf(section(inputs)));
    const waiting = waits();
    const begin = () => service.runs.start('default', 'inputs', range(24, 25));
    const runs = await Promise.all(Array.from({ length: RUNNING_LIMIT }, begin));
    await assert.rejects(begin(), { code: 'overloaded' });
    await waiting;
    for (const { ended } of runs) {
      const next = waits();
      release();
      await ended;
      if (ended !== runs.at(-1)!.ended) await next;
    }
    for (let count = 0; count < KEPT_LIMIT; count++) {
      const next = waits();
      const { ended } = await begin();
      await next;
      release();
      await ended;
    }
    assert.equal(service.runs.list('default').length, KEPT_LIMIT);
    assert.equal(service.runs.find('default', runs[0]!.runId), null);
  });

  it('that fail say why, and hide what was not expected', async () => {
    const world = worldAt(26, traffic(0, 27));
    const service = world.service(section(inputs));
    await service.tick();
    for (const [outage, expected] of [
      [new PlumblineError('store_unavailable', undefined, { retryable: true }), /ClickHouse did not answer/],
      [new PlumblineError('store_refused', 'SELECT secret'), /^An unexpected failure/],
    ] as const) {
      world.outage = outage;
      const run = await service.runs.start('default', 'inputs', range(24, 26));
      await assert.rejects(run.ended);
      assert.equal(run.row().state, 'failed');
      assert.match(String(run.row().error), expected);
    }
  });

  it('without a range take the newest closed window that traffic has reached', async () => {
    const world = worldAt(30, traffic(0, 27));
    const service = world.service(section(inputs));
    await service.tick();
    const span = async () => {
      const { runId, ended } = await service.runs.start('default', 'inputs', NEWEST);
      await ended;
      return service.runs.find('default', runId)?.from;
    };
    assert.equal(await span(), new Date(T0 + 26 * HOUR).toISOString());
    world.rows = traffic(0, 40);
    assert.equal(await span(), new Date(T0 + 29 * HOUR).toISOString());
    world.rows = [];
    await assert.rejects(span(), { code: 'invalid_window' });
    await assert.rejects(service.runs.start('default', 'inputs', { ...NEWEST, from: T0 }), {
      code: 'invalid_window',
    });
  });
});

describe('performance monitors', () => {
  const labelled = (from: number, to: number, accuracy: number) =>
    traffic(from, to, { accuracy, labelDelay: HOUR, perHour: 200 });

  it('decay against the metrics of the reference is found once labels are in', async () => {
    const rows = [...labelled(0, 24, 0.85), ...labelled(24, 48, 0.6), ...labelled(48, 52, 0.6)];
    const world = worldAt(49, rows);
    const service = world.service(section(quality));
    await service.tick();
    // Labels are waited for until two hours after the window.
    assert.equal(world.stored().length, 0);
    world.now += HOUR;
    await service.tick();
    const [evaluation] = world.stored();
    assert.equal(evaluation?.severity, 'critical');
    assert.match(evaluation?.summary ?? '', /4800 of 4800 predictions have a label\.$/);
    const accuracy = evaluation?.results.find(({ statistic }) => statistic === 'accuracy');
    assert.ok(accuracy!.interval![0] > 0.2, String(accuracy?.interval));
    assert.deepEqual(
      world.baselines[0]?.metrics.map(({ metric }) => metric),
      ['accuracy', 'f1', 'roc_auc', 'log_loss'],
    );
    assert.equal(world.baselines[0]?.references.length, 0);
  });

  it('a window without labels has insufficient data, and its baseline waits for labels', async () => {
    const world = worldAt(51, traffic(0, 52, { perHour: 50 }));
    const service = world.service(section(quality));
    await service.tick();
    const [row] = await service.listMonitors('default');
    const [series] = row!.series as { baseline: { state: string; reason: string } }[];
    assert.deepEqual(series?.baseline, { state: 'waiting', reason: 'no labelled prediction yet' });
    world.rows = [...labelled(0, 24, 0.85), ...traffic(24, 54, { perHour: 50 })];
    await service.tick();
    assert.deepEqual(
      world.stored().map(({ status }) => status),
      ['insufficient_data'],
    );
    assert.match(world.stored()[0]!.summary, /no prediction of the window has a label yet.* 0 of 1200/);
  });

  it('labels that arrive after the evaluation are not known to it', async () => {
    const late = traffic(24, 48, { perHour: 200, accuracy: 0.1, labelDelay: 9 * DAY });
    const world = worldAt(51, [...labelled(0, 24, 0.85), ...late, ...labelled(48, 53, 0.85)]);
    await world.service(section(quality)).tick();
    assert.equal(world.stored()[0]?.status, 'insufficient_data');
  });
});

describe('default monitors', () => {
  const seen = (world: World, model: string) =>
    world.versions.set(model, {
      project: 'default',
      model,
      version: '1',
      registeredAt: 0,
      source: 'seen',
      baselineDefinition: '',
    });

  it('give every model without a monitor two silent ones, with its first 7 days or 10,000 rows as baseline', async () => {
    const world = worldAt(9 * 24, traffic(0, 9 * 24 + 1, { perHour: 20 }));
    seen(world, 'm');
    const service = world.service({ defaults: { monitors: true } });
    await service.tick();
    const rows = await service.listMonitors('default');
    assert.deepEqual(
      rows.map(({ name, silent }) => [name, silent]),
      [
        ['m.data_drift', true],
        ['m.prediction_drift', true],
      ],
    );
    assert.ok(world.stored().length > 0);
    assert.ok(world.stored().every(({ mode, notify }) => mode === 'backfill' && !notify));
    assert.deepEqual(world.baselines[0]?.origin.kind === 'window' && world.baselines[0].origin.window, {
      start: T0,
      end: T0 + 7 * DAY,
    });
    const prediction = world.baselines[0]?.references.find(({ subject }) => subject.kind === 'prediction');
    assert.equal(prediction?.kind, 'categorical');
  });

  it('leave a model alone that has a monitor of its own, and do nothing unless asked', async () => {
    const world = worldAt(26, traffic(0, 27));
    seen(world, 'm');
    const asked = world.service(section(inputs, { defaults: { monitors: true } }));
    await asked.tick();
    assert.deepEqual(
      (await asked.listMonitors('default')).map(({ name }) => name),
      ['inputs'],
    );
    const unasked = world.service({});
    await unasked.tick();
    assert.deepEqual(await unasked.listMonitors('default'), []);
  });
});
