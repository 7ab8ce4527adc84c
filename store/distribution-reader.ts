import type {
  ColumnRequest,
  CountedCategories,
  CountedNumbers,
  DistributionReader,
  Slice,
} from '../analyzers/ports.ts';
import { type ColumnQuality, PERFORMANCE_METRIC_IDS } from '../domain/index.ts';
import { loadSummary } from './baseline-store.ts';
import { decodeReferences } from './baseline-values.ts';
import type { QueryRunner } from './query-runner.ts';
import { sliceInput } from './slice.ts';
import { completeQuality } from './usable-values.ts';

interface BinRow {
  readonly bound: number | null;
  readonly n: number;
  readonly lowest: number | null;
  readonly highest: number | null;
  readonly expired: number;
}

interface CategoryRow {
  readonly category: string | null;
  readonly n: number;
  readonly row_count: number;
  readonly expired: number;
}

interface NumbersRow {
  readonly n: number;
  readonly lowest: number;
  readonly highest: number;
  readonly middle: readonly [number, number];
  readonly integers: number;
  readonly distinct_values: readonly number[];
}

/** Categories that are read of one side: enough to find the most frequent ones of both together. */
const MOST_CATEGORIES = 200;

/** createDistributionReader counts in the database: what comes back is as small as a picture. */
export function createDistributionReader(runner: QueryRunner): DistributionReader {
  return {
    async findMeasured({ project, model, version, deployment, segment, subject, window }) {
      const [row] = await runner.rows<MeasuredRow>('find_measured', {
        parameters: {
          project,
          model,
          version: version ?? '',
          deployment: deployment ?? '',
          segment,
          subject: subject.kind,
          feature: subject.name,
          from: window?.start ?? EARLIEST,
          to: window?.end ?? LATEST,
          metrics: PERFORMANCE_METRIC_IDS,
        },
      });
      if (!row) return null;
      const { start, end, baseline_hash: baselineHash } = row;
      const found = { monitor: row.monitor_name, version: row.version_name, deployment: row.deployment_name };
      return { ...found, baselineHash, window: { start, end } };
    },
    async findBaseline({ project, model, version, segment, subject }) {
      const parameters = { project, model, version: version ?? '', segment, ...named(subject) };
      const [row] = await runner.rows<{ baseline_hash: string }>('find_baseline', { parameters });
      return row?.baseline_hash ?? null;
    },
    async loadReference(project, hash, subject) {
      const summary = await loadSummary(runner, project, hash);
      if (!summary) return null;
      const parameters = { project, hash, ...named(subject) };
      const [reference = null] = decodeReferences(await runner.columns('load_reference', { parameters }));
      return { summary, reference };
    },
    async summarise(slice, subject, few) {
      const [row] = await runner.rows<NumbersRow>('describe_numbers', {
        ...valueInput(slice, { subject, kind: 'numeric' }, { few: few + 1 }),
      });
      if (!row || row.n === 0) return null;
      const { n, lowest, highest, integers, distinct_values: distinct } = row;
      const [low, high] = row.middle;
      return {
        n,
        lowest,
        highest,
        low,
        high,
        integers: integers === 1,
        distinct: distinct.length <= few ? distinct : null,
      };
    },
    async countNumbers(slice, subject, bounds, keptSince) {
      const column = { subject, kind: 'numeric' } as const;
      const all = Float64Array.from([-Number.MAX_VALUE, ...bounds]);
      const input = valueInput(slice, column, { bounds: all, since: keptSince });
      const rows = await runner.rows<BinRow>('count_display_bins', input);
      const places = new Map(Array.from(all, (bound, place) => [bound, place]));
      const counts = new Array<number>(all.length).fill(0);
      for (const { bound, n } of rows) if (bound !== null) counts[places.get(bound)!] = n;
      const known = rows.filter(({ bound }) => bound !== null);
      const numbers: Omit<CountedNumbers, keyof ColumnQuality> = {
        counts,
        lowest: extreme(
          Math.min,
          known.map(({ lowest }) => lowest!),
        ),
        highest: extreme(
          Math.max,
          known.map(({ highest }) => highest!),
        ),
      };
      const total = sum(rows.map(({ n }) => n));
      const quality = await completeQuality(runner, slice, column, total, sum(counts));
      return { ...numbers, ...quality, expired: sum(rows.map(({ expired }) => expired)) };
    },
    async countCategories(slice, subject, names, keptSince) {
      const column = { subject, kind: 'categorical' } as const;
      const wanted = names.slice(0, MOST_CATEGORIES);
      const parameters = { names: wanted, most: 2 * MOST_CATEGORIES + 1, since: keptSince };
      const rows = await runner.rows<CategoryRow>(
        'count_display_categories',
        valueInput(slice, column, parameters),
      );
      const total = rows[0]?.row_count ?? 0;
      const n = total - (rows.find(({ category }) => category === null)?.n ?? 0);
      const known = rows.filter(({ category }) => category !== null);
      const counted: Omit<CountedCategories, keyof ColumnQuality> = {
        categories: known.map(({ category }) => category!),
        counts: known.map((row) => row.n),
        n,
      };
      const quality = await completeQuality(runner, slice, column, total, n);
      return { ...counted, ...quality, expired: rows[0]?.expired ?? 0 };
    },
  };
}

interface MeasuredRow {
  readonly monitor_name: string;
  readonly version_name: string;
  readonly deployment_name: string;
  readonly baseline_hash: string;
  readonly start: number;
  readonly end: number;
}

/** The span of times that ClickHouse can name, 1900 to 2299, in epoch milliseconds. */
const EARLIEST = -2_208_988_800_000;
const LATEST = 10_413_791_999_999;

function named({ kind, name }: ColumnRequest['subject']) {
  return { subject: kind, feature: name };
}

function valueInput(
  slice: Slice,
  { subject, kind }: ColumnRequest,
  more: Readonly<Record<string, number | readonly string[] | Float64Array>>,
) {
  const { slots, parameters } = sliceInput(slice);
  const value = {
    feature: kind === 'numeric' ? 'numeric_features[{name:String}]' : 'categorical_features[{name:String}]',
    prediction: kind === 'numeric' ? 'prediction_number' : "CAST(prediction_text, 'Nullable(String)')",
    score: kind === 'numeric' ? 'score' : "CAST(NULL, 'Nullable(String)')",
    features: 'NULL',
    embedding: 'NULL',
  }[subject.kind];
  return { slots: { ...slots, value }, parameters: { ...parameters, ...more, name: subject.name } };
}

function extreme(of: (...values: number[]) => number, values: readonly number[]): number | null {
  return values.length === 0 ? null : of(...values);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
