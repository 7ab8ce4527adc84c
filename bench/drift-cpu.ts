import { availableParallelism } from 'node:os';
import { CpuEngine } from '../analyzers/engines/cpu/cpu-engine.ts';
import type { MeasureTask } from '../analyzers/engines/engine.ts';
import type { CategoricalColumn, NumericColumn, Reference, StatisticId } from '../domain/index.ts';

const STATISTICS: readonly StatisticId[] = ['psi', 'ks', 'wasserstein', 'jensen_shannon', 'chi_square'];
const NUMERIC = 40;
const CATEGORICAL = 10;
const NO_GAPS = { nulls: 0, missing: 0, mismatched: 0 };

/** normalValues draws by the Box-Muller transform from a 32-bit generator, the same for the same seed. */
function normalValues(seed: number, rows: number): Float64Array {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float64Array.from(
    { length: rows },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

function numericColumn(name: string, values: Float64Array): NumericColumn {
  return {
    subject: { kind: 'feature', name },
    kind: 'numeric',
    rows: values.length,
    ...NO_GAPS,
    values,
  };
}

function numericReference(column: NumericColumn): Reference {
  const sorted = new Float64Array(new SharedArrayBuffer(column.values.byteLength));
  sorted.set(column.values);
  sorted.sort();
  const { values: _, ...rest } = column;
  return { ...rest, sorted, n: sorted.length, sampled: false, mean: 0, standardDeviation: 1 };
}

function categoricalColumn(name: string, rows: number): CategoricalColumn {
  const categories = Array.from({ length: 200 }, (_, index) => `category ${index}`);
  const counts = Float64Array.from(categories, (_, index) => Math.ceil(rows / (index + 5)));
  return { subject: { kind: 'feature', name }, kind: 'categorical', rows, ...NO_GAPS, categories, counts };
}

/** tasksOf builds the comparison of the published target: 40 numeric and 10 categorical features. */
function tasksOf(rows: number, references: readonly Reference[]): MeasureTask[] {
  return references.map((reference, index) => {
    const name = reference.subject.name;
    const current =
      reference.kind === 'numeric'
        ? numericColumn(name, normalValues(1000 + index, rows))
        : categoricalColumn(name, rows);
    return { reference, current, statistics: STATISTICS };
  });
}

function referencesOf(rows: number): Reference[] {
  return Array.from({ length: NUMERIC + CATEGORICAL }, (_, index) =>
    index < NUMERIC
      ? numericReference(numericColumn(`n${index}`, normalValues(index + 1, rows)))
      : categoricalColumn(`c${index}`, rows),
  );
}

/** seconds times one call on an engine whose threads have started, as they have in a running service. */
async function seconds(workers: number, tasks: MeasureTask[]): Promise<number> {
  const engine = new CpuEngine({ workers, inlineValues: 0 });
  try {
    const small = tasks.slice(0, 2 * workers).map(({ reference, statistics }, index) => ({
      reference,
      current: numericColumn(reference.subject.name, normalValues(index + 1, 20_000)),
      statistics,
    }));
    await engine.measure(small);
    const started = performance.now();
    await engine.measure(tasks);
    return (performance.now() - started) / 1000;
  } finally {
    await engine.close();
  }
}

/** nativeSortSeconds is the least that a merge of sorted columns costs with the built-in sort on one thread. */
function nativeSortSeconds(tasks: readonly MeasureTask[]): number {
  const started = performance.now();
  for (const { current } of tasks) if (current.kind === 'numeric') current.values.slice().sort();
  return (performance.now() - started) / 1000;
}

/** run measures five exact statistics over 50 features and prints each time and its ratio to sorting alone. */
export async function run(): Promise<void> {
  const rows = 500_000;
  const cores = availableParallelism();
  const references = referencesOf(rows);
  const small = referencesOf(rows / 10);
  const sort = nativeSortSeconds(tasksOf(rows, references));
  const table: Record<string, { seconds: number; 'of sorting alone': number }> = {};
  const add = (label: string, time: number): void => {
    table[label] = { seconds: Number(time.toFixed(2)), 'of sorting alone': Number((time / sort).toFixed(2)) };
  };
  add('Float64Array.sort() of the current columns, one thread', sort);
  for (const workers of new Set([1, cores]))
    add(`${rows} + ${rows} rows, ${workers} worker(s)`, await seconds(workers, tasksOf(rows, references)));
  add(
    `${rows / 10} + ${rows / 10} rows, ${cores} worker(s)`,
    await seconds(cores, tasksOf(rows / 10, small)),
  );
  console.log(
    `psi, ks, wasserstein, jensen_shannon, chi_square: ${NUMERIC} numeric, ${CATEGORICAL} categorical`,
  );
  console.table(table);
}
