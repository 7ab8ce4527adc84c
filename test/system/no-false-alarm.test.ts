import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { prepareReference } from '../../analyzers/baselines/prepare-reference.ts';
import { seededRandom } from '../../analyzers/baselines/seeded-sample.ts';
import { CpuEngine } from '../../analyzers/engines/cpu/cpu-engine.ts';
import { STATISTICS } from '../../analyzers/statistics/statistics.ts';
import { judge, type Verdict } from '../../analyzers/verdicts/judge.ts';
import { DEFAULT_POLICY } from '../../analyzers/verdicts/policy.ts';
import type { Column, Evaluation, StatisticId } from '../../domain/index.ts';
import { flightsFile, readFlights } from '../../examples/flights/dataset.ts';
import {
  DELAY_FEATURES,
  type Departures,
  FEATURE_NAMES,
  type FeatureName,
  featuresOf,
  selectDepartures,
} from '../../examples/flights/features.ts';
import { buildFlightLog } from '../../examples/flights/flight-log.ts';

const SEEDS = 20;
const SHARE = 0.1;
const WEEK_MS = 7 * 86_400_000;
const IDS = Object.keys(STATISTICS) as StatisticId[];

/** Row is one flight's inputs as the demo logs them. */
type Row = ReturnType<typeof featuresOf>;

let engine: CpuEngine;
let january: readonly Row[];
let aprilWeek: readonly Row[];

before(async () => {
  engine = new CpuEngine();
  const departures = selectDepartures(buildFlightLog(await readFlights(flightsFile())), SHARE);
  january = rowsBetween(departures, Date.UTC(2001, 0, 1), Date.UTC(2001, 1, 1));
  const monday = Date.UTC(2001, 3, 23);
  aprilWeek = rowsBetween(departures, monday, monday + WEEK_MS);
});
after(() => engine.close());

function rowsBetween(departures: Departures, start: number, end: number): Row[] {
  const rows: Row[] = [];
  for (let i = 0; i < departures.count; i++) {
    const at = departures.departure[i]!;
    if (at >= start && at < end) rows.push(featuresOf(departures, i));
  }
  return rows;
}

function columnOf(rows: readonly Row[], name: FeatureName): Column {
  const subject = { kind: 'feature', name } as const;
  const known = rows.map((row) => row[name]).filter((value) => value !== null);
  const quality = { rows: rows.length, nulls: rows.length - known.length, missing: 0, mismatched: 0 };
  if (known.every((value) => typeof value === 'number'))
    return { ...quality, subject, kind: 'numeric', values: Float64Array.from(known) };
  const counts = new Map<string, number>();
  for (const value of known) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  const categories = [...counts.keys()];
  return { ...quality, subject, kind: 'categorical', categories, counts: Float64Array.from(counts.values()) };
}

/** verdictOf judges every feature by every statistic that fits it, as a monitor with the default policy would. */
async function verdictOf(reference: readonly Row[], current: readonly Row[]): Promise<Verdict> {
  const measured = await engine.measure(
    FEATURE_NAMES.map((name) => {
      const prepared = prepareReference(columnOf(reference, name), name);
      const statistics = IDS.filter((id) => STATISTICS[id].featureKinds.includes(prepared.kind));
      return { reference: prepared, current: columnOf(current, name), statistics };
    }),
  );
  return judge(measured, DEFAULT_POLICY);
}

/** halves splits the rows at random into two that differ by one row at most. */
function halves(rows: readonly Row[], seed: string): [Row[], Row[]] {
  const random = seededRandom(seed);
  const shuffled = [...rows];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  const middle = shuffled.length >> 1;
  return [shuffled.slice(0, middle), shuffled.slice(middle)];
}

function driftedFeatures({ results }: Verdict): string[] {
  const found = results.filter(({ severity }) => severity !== 'none').map(({ subject }) => subject.name);
  return [...new Set(found)].sort();
}

test(`two random halves of January raise no alarm, ${SEEDS} times`, async () => {
  assert.ok(january.length > 40_000, `${january.length} flights`);
  const severities: Evaluation['severity'][] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const verdict = await verdictOf(...halves(january, `halves-${seed}`));
    assert.equal(verdict.status, 'complete');
    // Six numeric features with twelve statistics each, three categorical ones with eight.
    assert.equal(verdict.results.length, 6 * 12 + 3 * 8);
    assert.deepEqual(driftedFeatures(verdict), [], `seed ${seed}: ${verdict.summary}`);
    severities.push(verdict.severity);
  }
  assert.deepEqual(severities, Array(SEEDS).fill('none'));
});

test('the same judge finds what is planted into one half: a share that grows, an airport that closes', async () => {
  const [reference, current] = halves(january, 'planted');
  const grown = current.map((row) => {
    const share = row.origin_departures_late_share;
    return { ...row, origin_departures_late_share: share === null ? null : Number(share) * 1.5 };
  });
  assert.deepEqual(driftedFeatures(await verdictOf(reference, grown)), ['origin_departures_late_share']);

  const closed = current.filter(({ origin }) => origin !== 'ATL' && origin !== 'ORD' && origin !== 'DFW');
  assert.ok(driftedFeatures(await verdictOf(reference, closed)).includes('origin'));
});

test('a real week, that of 23 April, differs from January in the delays and not in the schedule', async () => {
  const found = driftedFeatures(await verdictOf(january, aprilWeek));
  assert.ok(found.length > 0, 'nothing was found');
  for (const name of found) assert.ok(DELAY_FEATURES.includes(name as FeatureName), `${name} was found`);
});
