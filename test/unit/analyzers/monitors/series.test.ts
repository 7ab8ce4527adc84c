import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseVersions } from '../../../../analyzers/monitors/active-series.ts';
import { World } from '../../../support/analyzer-world.ts';
import { HOUR, T0, traffic } from '../../../support/world-traffic.ts';

const inputs = { name: 'inputs', model: 'm', kind: 'data_drift', window: '1h' };
const REFERENCE = { window: { from: T0, to: T0 + 24 * HOUR } };

const section = (monitor: object = {}, model: object = {}) => ({
  models: [{ name: 'm', task: 'binary', baseline: REFERENCE, ...model }],
  monitors: [{ ...inputs, ...monitor }],
});

/** lines gives `version hour status` of every evaluation. */
const lines = (world: World) =>
  world.stored().map(({ version, segment, window, status }) => {
    return [version, segment, (window.start - T0) / HOUR, status].filter((part) => part !== '').join(' ');
  });

function setNow(world: World, hour: number): void {
  world.now = T0 + hour * HOUR + 6 * 60_000;
}

type Series = {
  version: string;
  active: boolean;
  evaluated_until: string;
  baseline: { state: string; reason?: string };
};

describe('chooseVersions', () => {
  const CASES: readonly (readonly [string, readonly (readonly [string, number])[], readonly string[]])[] = [
    ['no version', [], []],
    ['one version with few rows', [['1', 3]], ['1']],
    [
      'a stray row beside real traffic',
      [
        ['1', 3],
        ['2', 500],
      ],
      ['2'],
    ],
    [
      'two versions with traffic',
      [
        ['1', 100],
        ['2', 500],
      ],
      ['1', '2'],
    ],
    [
      'nobody has enough: the largest',
      [
        ['1', 3],
        ['2', 30],
        ['3', 30],
      ],
      ['2'],
    ],
  ];
  for (const [name, versions, expected] of CASES) {
    it(name, () => {
      assert.deepEqual(
        chooseVersions(
          versions.map(([version, rows]) => ({ version, rows })),
          100,
        ),
        expected,
      );
    });
  }
});

describe('series: versions', () => {
  it('each active version is a series; one without traffic is not planned any more', async () => {
    const world = new World();
    world.rows = [...traffic(0, 26), ...traffic(25, 29, { version: '2' })];
    setNow(world, 28);
    const service = world.service(section());
    await service.tick();
    assert.deepEqual(lines(world), [
      '1 24 complete',
      '1 25 complete',
      '2 25 complete',
      '2 26 complete',
      '2 27 complete',
    ]);
    const [row] = await service.listMonitors('default');
    assert.deepEqual(
      (row!.series as Series[]).map(({ version, active }) => [version, active]),
      [
        ['1', false],
        ['2', true],
      ],
    );
    assert.equal(row!.evaluated_until, new Date(T0 + 28 * HOUR).toISOString());
  });

  it('a version registered with its own definition is compared with its own rows of another deployment', async () => {
    const world = new World();
    world.rows = [
      ...traffic(0, 25),
      ...traffic(12, 24, { version: '2', deployment: 'shadow', shift: 3, perHour: 300 }),
      ...traffic(25, 28, { version: '2', shift: 3, perHour: 400 }),
    ];
    setNow(world, 27);
    const service = world.service(section());
    const window = {
      from: new Date(T0 + 12 * HOUR).toISOString(),
      to: new Date(T0 + 24 * HOUR).toISOString(),
    };
    const row = await service.registerVersion('default', 'm', {
      version: '2',
      baseline: { window, deployment: 'shadow' },
    });
    assert.deepEqual(row.baseline, { window, deployment: 'shadow' });
    await service.tick();
    assert.equal(world.baselines.length, 2);
    const own = world.baselines.find(({ version }) => version === '2');
    assert.equal(own?.rows, 3600);
    // Against January's reference the shift of three deviations would be critical.
    const second = world.stored().filter(({ version }) => version === '2');
    assert.deepEqual(
      second.map(({ severity, baselineHash }) => [severity, baselineHash]),
      [
        ['none', own?.hash],
        ['none', own?.hash],
      ],
    );
  });

  it('a registration with a broken baseline is refused with every problem', async () => {
    const service = new World().service(section());
    const baseline = { window: { from: '2026-01-02T00:00:00', to: 5 }, deploymnt: 'shadow' };
    await assert.rejects(service.registerVersion('default', 'm', { version: '2', baseline }), {
      code: 'invalid_request',
      details: [
        { path: '/baseline/deploymnt', message: 'unknown key "deploymnt"; known are window, deployment' },
        {
          path: '/baseline/window/from',
          message: 'The timestamp has no zone; append Z or an offset such as +01:00.',
        },
        {
          path: '/baseline/window/to',
          message: 'The timestamp looks like epoch seconds; multiply by 1000.',
        },
      ],
    });
    await assert.rejects(service.registerVersion('default', 'm', {}), { code: 'invalid_request' });
  });

  it('baseline_per_version: a new version waits for its first rows while the other goes on', async () => {
    const world = new World();
    world.rows = [...traffic(0, 30), ...traffic(26, 30, { version: '2' })];
    setNow(world, 29);
    const config = section({}, { baseline: { rows: 400 }, baseline_per_version: true });
    const service = world.service(config);
    await service.tick();
    // The first 400 rows of each version end inside its third hour.
    assert.deepEqual(
      lines(world).filter((line) => line.startsWith('2')),
      [],
    );
    assert.equal(world.stored()[0]?.window.start, T0 + 3 * HOUR);
    world.rows.push(...traffic(30, 31, { version: '2' }));
    setNow(world, 30);
    await service.tick();
    assert.deepEqual(
      lines(world).filter((line) => line.startsWith('2')),
      ['2 29 complete'],
    );
    assert.equal(world.baselines.length, 2);
  });

  it('a series that waited for its baseline finds its windows again after a restart', async () => {
    const world = new World();
    world.rows = [...traffic(0, 40), ...traffic(26, 32, { version: '2' })];
    setNow(world, 31);
    const shadow = {
      from: new Date(T0 + 12 * HOUR).toISOString(),
      to: new Date(T0 + 24 * HOUR).toISOString(),
    };
    const before = world.service(section());
    await before.registerVersion('default', 'm', {
      version: '2',
      baseline: { window: shadow, deployment: 'shadow' },
    });
    await before.tick();
    assert.equal(lines(world).filter((line) => line.startsWith('2')).length, 0);
    const [row] = await before.listMonitors('default');
    const second = (row!.series as Series[]).find(({ version }) => version === '2');
    assert.equal(second?.baseline.state, 'waiting');
    assert.match(second?.baseline.reason ?? '', /no row between 2026-01-05T12:00:00.000Z/);
    assert.equal(row!.evaluated_until, new Date(T0 + 26 * HOUR).toISOString());
    assert.equal(row!.caught_up, true);

    world.rows.push(...traffic(12, 24, { version: '2', deployment: 'shadow' }));
    setNow(world, 32);
    await world.service(section()).tick();
    assert.deepEqual(
      lines(world).filter((line) => line.startsWith('2')),
      ['2 26 complete', '2 27 complete', '2 28 complete', '2 29 complete', '2 30 complete', '2 31 complete'],
    );
    assert.equal(new Set(lines(world)).size, world.saves.length);
  });
});

describe('series: segments', () => {
  const hostile = `gold'"\\;--\u0000😀`;

  it('a segment is judged besides all traffic, against its own rows of the reference', async () => {
    const world = new World();
    world.rows = traffic(0, 26, { perHour: 400 });
    setNow(world, 25);
    await world
      .service(section({ segments: [{ name: hostile, where: [{ tag: 'tier', in: ['gold'] }] }] }))
      .tick();
    assert.deepEqual(lines(world), ['1 24 complete', `1 ${hostile} 24 complete`]);
    const [all, gold] = world.stored();
    assert.ok(gold!.nReference < all!.nReference);
    assert.notEqual(gold!.baselineHash, all!.baselineHash);
  });

  it('a known segment without rows has insufficient data while its version is active', async () => {
    const world = new World();
    const gold = traffic(24, 25, { perHour: 400 }).filter(({ tags }) => tags?.tier === 'gold');
    const plain = traffic(25, 27, { perHour: 400 }).filter(({ tags }) => tags?.tier === 'plain');
    world.rows = [...traffic(0, 24, { perHour: 400 }), ...gold, ...plain];
    setNow(world, 26);
    await world
      .service(section({ segments: [{ name: 'gold', where: [{ tag: 'tier', in: ['gold'] }] }] }))
      .tick();
    assert.deepEqual(
      lines(world).filter((line) => line.includes('gold')),
      ['1 gold 24 complete', '1 gold 25 insufficient_data'],
    );
  });
});

describe('series: features', () => {
  const daily = (hour: number, features: (index: number) => Record<string, number | string | null>) =>
    traffic(hour, hour + 1, { perHour: 400 }).map((row, index) => ({ ...row, features: features(index) }));

  async function judged(change: (index: number) => Record<string, number | string | null>) {
    const world = new World();
    world.kinds.mixed = 'numeric';
    for (let hour = 0; hour < 24; hour += 1) {
      world.rows.push(
        ...daily(hour, (index) => ({ amount: index % 97, constant: 7, mixed: index % 5, empty: null })),
      );
    }
    world.rows.push(...daily(24, change), ...daily(25, change).slice(0, 1));
    setNow(world, 25);
    await world.service(section()).tick();
    return world.stored()[0]!;
  }

  const same = (index: number) => ({ amount: index % 97, constant: 7, mixed: index % 5, empty: null });
  const severityOf = (evaluation: Awaited<ReturnType<typeof judged>>, name: string) =>
    evaluation.results.filter(({ subject }) => subject.name === name).map(({ severity }) => severity);

  it('constant and all-null features that stay so are calm', async () => {
    const evaluation = await judged(same);
    assert.equal(evaluation.status, 'complete');
    assert.equal(evaluation.severity, 'none');
  });

  it('a feature that disappears is a finding', async () => {
    const evaluation = await judged((index) => {
      const { amount: _, ...rest } = same(index);
      return rest;
    });
    assert.equal(evaluation.severity, 'critical');
    assert.ok(severityOf(evaluation, 'amount').includes('critical'));
  });

  it('a number that becomes text is a finding, and its share is told', async () => {
    const evaluation = await judged((index) => ({
      ...same(index),
      mixed: index % 2 === 0 ? 'n/a' : index % 5,
    }));
    assert.ok(severityOf(evaluation, 'mixed').includes('critical'));
    const psi = evaluation.results.find(
      ({ subject, statistic }) => subject.name === 'mixed' && statistic === 'psi',
    );
    assert.equal(psi?.details.mismatched_share_current, 0.5);
  });

  it('a feature that the baseline does not know is reported, not judged', async () => {
    const evaluation = await judged((index) => ({ ...same(index), fresh: index }));
    assert.equal(evaluation.severity, 'none');
    assert.match(evaluation.summary, /New since the baseline: fresh\.$/);
  });

  it('a feature that is asked for and not in the baseline has insufficient data', async () => {
    const world = new World();
    world.rows = traffic(0, 26, { perHour: 400 });
    setNow(world, 25);
    await world.service(section({ features: ['amount', 'missing'] })).tick();
    assert.match(world.stored()[0]!.summary, /1 could not be judged \(missing: the reference has no rows\)/);
  });
});
