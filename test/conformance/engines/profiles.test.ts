import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { measureProfile, type ProfileAnswer } from '../../../analyzers/engines/clickhouse/measure-profile.ts';
import { CpuEngine } from '../../../analyzers/engines/cpu/cpu-engine.ts';
import type { Slice } from '../../../analyzers/ports.ts';
import { gridSetOf } from '../../../analyzers/profiles/grid-set.ts';
import type { Measured } from '../../../analyzers/statistics/measured.ts';
import { STATISTICS } from '../../../analyzers/statistics/statistics.ts';
import type { Baseline, StatisticId } from '../../../domain/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { HOUR, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import { ENGINE_CASES, ROWS, referenceOf } from './engine-cases.ts';

const IDS = Object.keys(STATISTICS) as StatisticId[];
const slice: Slice = {
  project: 'p',
  model: 'm',
  version: 'v1',
  deployment: 'live',
  source: 'predictions',
  segment: [],
  window: { start: T0, end: T0 + 3 * HOUR },
};
const baseline: Baseline = {
  project: 'p',
  model: 'm',
  version: '',
  hash: 'h',
  origin: { kind: 'file', file: 'f', bytesHash: 'b' },
  rows: ROWS,
  createdAt: 0,
  metrics: [],
  references: ENGINE_CASES.map(referenceOf),
};

let directory: string;
let store: Store;
let exact: readonly Measured[];
let profiled: readonly ProfileAnswer[];

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-profiles-'));
  store = await openStore({ url: `chdb:${join(directory, 'data')}` });
  await writeRows(store, 'predictions', currentRows());
  const engine = new CpuEngine({ workers: 1 });
  const { references } = baseline;
  const columns = await store.windowReader.readColumns(slice, references);
  exact = await engine.measure(
    references.map((reference, index) => ({ reference, current: columns[index]!, statistics: IDS })),
  );
  await engine.close();
  const grids = gridSetOf(baseline);
  await store.profileStore.buildHours(slice, grids, await store.profileStore.sourceHours(slice, 0));
  const builds = await store.profileStore.listBuilds(slice, grids.hash);
  const profiles = await store.profileStore.mergeBuilds(slice, grids, builds, grids.subjects);
  profiled = references.map((reference, index) =>
    measureProfile({
      reference,
      grid: grids.subjects[index]!.grid,
      profile: profiles[index]!,
      statistics: IDS,
    }),
  );
});

after(async () => {
  await store?.close();
  await rm(directory, { recursive: true, force: true });
});

/** One row of the store holds one value of each case, over three hours. */
function currentRows() {
  return Array.from({ length: ROWS }, (_, index) => {
    const numbers: Record<string, number | null> = {};
    const texts: Record<string, string | null> = {};
    for (const { name, kind, current } of ENGINE_CASES) {
      const value = current[index];
      if (typeof value === 'number') numbers[name] = value;
      else if (typeof value === 'string') texts[name] = value;
      else if (value === null && kind === 'numeric') numbers[name] = null;
      else if (value === null) texts[name] = null;
    }
    return predictionRow('p', {
      prediction_id: `p${index}`,
      event_time: T0 + (index % 3) * HOUR + index,
      numeric_features: numbers,
      categorical_features: texts,
    });
  });
}

for (const [index, { name }] of ENGINE_CASES.entries()) {
  test(`${name}: what needs counts is equal to the oracle, ks and wasserstein hold it in their interval`, () => {
    const answer = profiled[index]!;
    const oracle = exact[index]!;
    for (const expected of oracle.measurements) {
      if (answer.open.includes(expected.statistic as StatisticId)) continue;
      const found = answer.measured.measurements.find(({ statistic }) => statistic === expected.statistic);
      assert.ok(found, `${expected.statistic} has a value`);
      assert.equal(found.engine, 'clickhouse');
      assert.equal(found.nCurrent, expected.nCurrent);
      assert.equal(found.nReference, expected.nReference);
      if (found.definition.endsWith('@grid')) {
        // Unseen values of one gap share a bin: sums over bins cannot grow by that, the largest bin can.
        assert.equal(found.definition, `${expected.definition}@grid`);
        const grows = found.statistic === 'l_infinity';
        assert.equal(grows || found.value <= expected.value * (1 + 1e-12), true, found.statistic);
        continue;
      }
      if (found.exact) {
        assert.deepEqual(withoutTime(found), withoutTime(expected));
        continue;
      }
      const [low, high] = found.interval!;
      const slack = 1e-9 * high;
      assert.ok(low <= expected.value + slack && expected.value <= high + slack, `${expected.statistic}`);
      assert.ok(Math.abs(found.value - expected.value) <= found.errorBound! + slack);
      assert.ok(expected.pValue! <= found.pValue! && expected.pValue! >= Number(found.details.p_low) - 1e-12);
    }
    const counted = ['bins', 'counts', 'unusable', 'unseen'];
    assert.deepEqual(
      answer.open.filter((id) => counted.includes(STATISTICS[id].needs)),
      [],
      'counts answer what they can',
    );
    const ordered = answer.open.filter((id) => id === 'ks' || id === 'wasserstein');
    assert.deepEqual(ordered, [], 'and these two have intervals');
    const answered = (item: { readonly statistic: string }) =>
      !answer.open.includes(item.statistic as StatisticId);
    assert.deepEqual(
      answer.measured.unmeasured,
      oracle.unmeasured.filter(answered),
      'and what has no number has none, for the same reason',
    );
  });
}

function withoutTime({
  tookMs: _tookMs,
  engine: _engine,
  details,
  ...rest
}: Measured['measurements'][number]) {
  const { raw: _raw, ...facts } = details;
  return { ...rest, details: facts };
}
