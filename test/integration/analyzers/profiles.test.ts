import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Slice } from '../../../analyzers/ports.ts';
import { gridSetOf } from '../../../analyzers/profiles/grid-set.ts';
import type { Evaluation, JudgedMeasurement } from '../../../domain/index.ts';
import { configOf } from '../../support/analyzer-world.ts';
import { Stack } from './harness.ts';
import { HOUR, type SyntheticShape, synthetic, T0 } from './synthetic.ts';

const DAYS_2 = 48;
const PER_HOUR = 30;
const DAY = 24 * HOUR;
/** Windows of two days begin at even days since the epoch: hours after T0. */
const FIRST = T0 % (2 * DAY) === 0 ? -DAYS_2 : -24;
const SECOND = FIRST + DAYS_2;
const THIRD = SECOND + DAYS_2;
const AFTER = THIRD + DAYS_2;
const LATE = 7;

const section = (profiles: string, baselineHours: readonly [number, number] = [FIRST - DAYS_2, FIRST]) => ({
  models: [
    {
      name: 'credit',
      task: 'binary',
      baseline: { window: { from: T0 + baselineHours[0] * HOUR, to: T0 + baselineHours[1] * HOUR } },
    },
  ],
  monitors: [
    {
      name: 'inputs',
      model: 'credit',
      kind: 'data_drift',
      window: '2d',
      statistics: ['psi', 'ks', 'chi_square', 'wasserstein', 'jensen_shannon'],
      segments: [{ name: 'eu', where: [{ tag: 'region', in: ['eu'] }] }],
    },
    { name: 'outputs', model: 'credit', kind: 'prediction_drift', window: '2d' },
  ],
  analysis: { profiles },
});

const shapeOf = (mean: number): SyntheticShape => ({
  perHour: PER_HOUR,
  features: (normal, random, index) => ({
    amount: normal() + mean,
    step: Math.floor(random() * 4) + (mean > 0 && index % 3 === 0 ? 2 : 0),
    city: index % 11 === 0 ? null : ['Berlin', 'Oslo', 'Rome'][Math.floor(random() * 3)]!,
    ...(index % 13 === 0 ? {} : { tail: Math.exp(2 * normal()) }),
  }),
  tags: (index) => ({ region: index % 3 === 0 ? 'eu' : 'us' }),
});

/** live sends hours [from, to) as they pass, with a tick after every twelve, and a few late rows in between. */
async function live(stack: Stack, from: number, to: number, mean: number): Promise<void> {
  for (let hour = from; hour < to; hour += 12) {
    await stack.append('prediction', synthetic(hour, hour + 12, shapeOf(mean)).predictions);
    if (hour === from + 12) {
      const late = synthetic(from + 3, from + 4, shapeOf(mean)).predictions.slice(0, LATE);
      const renamed = late.map((record, index) => ({ ...record, prediction_id: `late-${from}-${index}` }));
      await stack.append('prediction', renamed);
    }
    stack.now = T0 + (hour + 12) * HOUR + 6 * 60_000;
    await stack.analyzers.tick();
  }
}

/** close brings one row beyond the end of a window, so that it is due. */
async function close(stack: Stack, end: number): Promise<void> {
  await stack.append('prediction', synthetic(end, end + 1, { ...shapeOf(0), perHour: 1 }).predictions);
  stack.now = T0 + end * HOUR + 10 * 60_000;
  await stack.analyzers.tick();
}

async function opened(): Promise<Stack> {
  const stack = await Stack.open(section('auto'), T0 + FIRST * HOUR);
  await stack.append('prediction', synthetic(FIRST - DAYS_2, FIRST, shapeOf(0)).predictions);
  await live(stack, FIRST, SECOND, 0);
  await live(stack, SECOND, THIRD, 0.5);
  await close(stack, THIRD);
  assert.deepEqual(stack.errors, []);
  return stack;
}

const at = (evaluations: readonly Evaluation[], hour: number, segment = ''): Evaluation => {
  const found = evaluations.find(
    (item) => item.window.start === T0 + hour * HOUR && item.segment === segment,
  );
  assert.ok(found, `no evaluation of hour ${hour} ${segment}`);
  return found;
};
const named = ({ subject, statistic }: JudgedMeasurement) => `${subject.kind} ${subject.name} ${statistic}`;

describe('windows of two days', () => {
  let stack: Stack;
  let fromProfiles: readonly Evaluation[];
  let fromRows: readonly Evaluation[];

  before(async () => {
    stack = await opened();
    const all = async () => [...(await stack.evaluations('inputs')), ...(await stack.evaluations('outputs'))];
    fromProfiles = await all();
    // The same windows once more, from their rows.
    await stack.analyzers.reload(configOf(section('off')));
    const range = { from: T0 + FIRST * HOUR, to: T0 + THIRD * HOUR, notify: false };
    for (const monitor of ['inputs', 'outputs']) await stack.analyzers.runMonitor('default', monitor, range);
    fromRows = await all();
    await stack.analyzers.reload(configOf(section('auto')));
  });

  after(() => stack?.close());

  it('are added up from the profiles of their hours, and read from rows where these are off', () => {
    const engines = (evaluations: readonly Evaluation[]) => [
      ...new Set(
        evaluations.flatMap(({ results }) =>
          results.filter(({ statistic }) => statistic === 'psi').map(({ engine }) => engine),
        ),
      ),
    ];
    assert.deepEqual(engines(fromProfiles), ['clickhouse']);
    assert.deepEqual(engines(fromRows), ['cpu']);
  });

  it('count every row once, the late ones too', () => {
    for (const hour of [FIRST, SECOND]) {
      assert.equal(at(fromProfiles, hour).nCurrent, DAYS_2 * PER_HOUR + LATE);
    }
  });

  it('have the verdicts and the words of windows that are read from rows', () => {
    assert.equal(fromProfiles.length, fromRows.length);
    const words = ({ window, segment, monitor, status, severity, nCurrent, nReference }: Evaluation) => {
      return { window, segment, monitor, status, severity, nCurrent, nReference };
    };
    assert.deepEqual(fromProfiles.map(words), fromRows.map(words));
    assert.equal(at(fromRows, FIRST).severity, 'none');
    assert.notEqual(at(fromRows, SECOND).severity, 'none');
    assert.notEqual(at(fromRows, SECOND, 'eu').severity, 'none');
  });

  it('have exact counts, and intervals that hold the exact distance and no threshold', () => {
    let intervals = 0;
    for (const [index, evaluation] of fromProfiles.entries()) {
      const exact = new Map(fromRows[index]!.results.map((result) => [named(result), result]));
      assert.deepEqual(evaluation.results.map(named).sort(), [...exact.keys()].sort());
      for (const result of evaluation.results) {
        const oracle = exact.get(named(result))!;
        assert.equal(result.severity, oracle.severity, named(result));
        if (result.interval === null) {
          assert.ok(
            result.definition.endsWith('@grid') || close12(result.value, oracle.value),
            named(result),
          );
          continue;
        }
        intervals += 1;
        const [low, high] = result.interval;
        assert.ok(low <= oracle.value + 1e-12 && oracle.value <= high + 1e-12, named(result));
        assert.equal(low < result.threshold && result.threshold <= high, false, named(result));
        assert.equal(result.exact, false);
      }
    }
    assert.ok(intervals >= 6, `${intervals} order statistics are certified`);
  });

  it('are added up from a new grid when the baseline is replaced while they run', async () => {
    await live(stack, THIRD + 12, THIRD + 24, 0);
    await stack.analyzers.reload(configOf(section('auto', [FIRST, SECOND])));
    await live(stack, THIRD + 24, AFTER, 0);
    await close(stack, AFTER);
    assert.deepEqual(stack.errors, []);
    const third = at(await stack.evaluations('inputs'), THIRD);
    assert.equal(third.nReference, DAYS_2 * PER_HOUR + LATE);
    assert.equal(third.results[0]?.engine, 'clickhouse');
    assert.equal(third.severity, 'none');
  });

  it('say so when only profiles remain of them', async () => {
    stack.now += 40 * DAY;
    const range = { from: T0 + THIRD * HOUR, to: T0 + AFTER * HOUR, notify: false };
    await stack.analyzers.runMonitor('default', 'inputs', range);
    const again = at(await stack.evaluations('inputs'), THIRD);
    assert.match(
      again.summary,
      /Features of its rows have expired, so it was measured from profiles alone\./,
    );
    assert.equal(
      again.results.every(({ engine }) => engine === 'clickhouse'),
      true,
    );
    assert.equal(again.results[0]?.details.raw_rows, 'expired');
  });

  it('are shown from profiles, with both sides on the same edges', async () => {
    const window = { start: T0 + THIRD * HOUR, end: T0 + AFTER * HOUR };
    const show = (kind: 'feature' | 'score', name: string, span: typeof window) =>
      stack.distributions()('default', {
        model: 'credit',
        subject: { kind, name },
        version: '1',
        deployment: null,
        segment: '',
        window: span,
      });
    const { drawn, slice } = await show('feature', 'amount', window);
    assert.deepEqual(
      [drawn.source, drawn.expired, drawn.reference?.rows],
      ['profiles', 0, 2 * 24 * PER_HOUR + LATE],
    );
    assert.ok(drawn.distribution.kind === 'numeric' && drawn.distribution.edges.length > 20);
    // The rows are still there, so they can tell what profiles must say.
    const [column] = await stack.store.windowReader.readColumns(slice, [
      { subject: { kind: 'feature', name: 'amount' }, kind: 'numeric' },
    ]);
    const values = column?.kind === 'numeric' ? column.values : new Float64Array(0);
    const { edges, current } = drawn.distribution;
    for (const [bin, share] of current.entries()) {
      const inside = values.filter((v) => (v > edges[bin]! || bin === 0) && v <= edges[bin + 1]!);
      assert.ok(close12(share, inside.length / values.length), `bin ${bin}`);
    }
    const city = await show('feature', 'city', window);
    assert.deepEqual([city.drawn.source, city.drawn.distribution.kind], ['profiles', 'categorical']);
    assert.ok(city.drawn.current.nulls > 0);
    // Half an hour is no bucket: what is left of the rows is all there is.
    const half = await show('feature', 'amount', { ...window, end: window.end - HOUR / 2 });
    assert.deepEqual([half.drawn.source, half.drawn.expired], ['rows', half.drawn.current.rows]);
  });

  it('have one bucket per day once they are old, also when nothing arrives any more', async () => {
    await stack.analyzers.tick();
    assert.deepEqual(stack.errors, []);
    const { baselineHash } = at(await stack.evaluations('inputs'), THIRD);
    const baseline = await stack.store.baselineStore.loadBaseline('default', baselineHash);
    const slice: Slice = {
      project: 'default',
      model: 'credit',
      version: '1',
      deployment: 'live',
      source: 'predictions',
      segment: [],
      window: { start: T0 + THIRD * HOUR, end: T0 + AFTER * HOUR },
    };
    const builds = await stack.store.profileStore.listBuilds(slice, gridSetOf(baseline!).hash);
    const days = builds.filter(({ start, end }) => end - start === DAY);
    assert.deepEqual(
      days.map(({ start }) => start),
      [T0 + THIRD * HOUR, T0 + THIRD * HOUR + DAY],
    );
  });
});

function close12(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
}
