import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Slice } from '../../../analyzers/ports.ts';
import type { Baseline } from '../../../domain/index.ts';
import { evaluation, finding, series } from '../../support/alert-builders.ts';
import { HOUR, predictionRow, T0, writeRows } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const HOSTILE = "x' OR 1=1 --";
const X = { kind: 'feature', name: HOSTILE } as const;
const C = { kind: 'feature', name: 'c' } as const;

/** distributionContract: pictures are counted as the columns of their rows are, and find what they are compared with. */
export function distributionContract(subject: ContractSubject): void {
  const sliceOf = (project: string): Slice => ({
    project,
    model: 'm',
    version: 'v1',
    deployment: 'live',
    source: 'predictions',
    segment: [],
    window: { start: T0, end: T0 + HOUR },
  });
  const values = [-1, 0, 0.1 + 0.2, 1, 1, 5e-324, 7.5];

  async function written(): Promise<Slice> {
    const project = subject.project();
    const rows = [...values, null, 'text', undefined].map((value, index) =>
      predictionRow(project, {
        prediction_id: `p${index}`,
        event_time: T0 + index,
        received_at: T0 + (index < 2 ? 0 : 1000),
        numeric_features: typeof value === 'number' || value === null ? { [HOSTILE]: value } : {},
        categorical_features: {
          c: index === 3 ? null : `c${Math.min(index, 2)}`,
          ...(value === 'text' && { [HOSTILE]: value }),
        },
      }),
    );
    await writeRows(subject.store, 'predictions', [...rows, rows[0]!]);
    return sliceOf(project);
  }

  test('numbers are counted in bins, and what is not one is told apart', async () => {
    const slice = await written();
    const { distributionReader, windowReader } = subject.store;
    const counted = await distributionReader.countNumbers(slice, X, [0, 0.1 + 0.2, 1, 7.5], T0 + 500);
    assert.deepEqual(counted, {
      counts: [1, 2, 1, 2, 1],
      lowest: -1,
      highest: 7.5,
      rows: 10,
      nulls: 1,
      missing: 1,
      mismatched: 1,
      expired: 2,
    });
    const [column] = await windowReader.readColumns(slice, [{ subject: X, kind: 'numeric' }]);
    assert.deepEqual(
      [column?.rows, column?.nulls, column?.missing, column?.mismatched],
      [counted.rows, counted.nulls, counted.missing, counted.mismatched],
    );
    const score = await distributionReader.countNumbers(slice, { kind: 'score', name: '' }, [0.9], 0);
    assert.deepEqual([score.counts, score.nulls, score.expired], [[0, 10], 0, 0]);
    const empty = await distributionReader.countNumbers(sliceOf(subject.project()), X, [0], 0);
    assert.deepEqual([empty.counts, empty.lowest, empty.rows], [[0, 0], null, 0]);
  });

  test('the range of numbers is told with their values while these are few', async () => {
    const slice = await written();
    const { distributionReader } = subject.store;
    const sorted = [-1, 0, 5e-324, 0.1 + 0.2, 1, 7.5];
    const { low, high, ...summary } = (await distributionReader.summarise(slice, X, 6))!;
    assert.deepEqual(summary, { n: 7, lowest: -1, highest: 7.5, integers: false, distinct: sorted });
    assert.ok(low >= -1 && high <= 7.5 && low < high);
    assert.equal((await distributionReader.summarise(slice, X, 5))?.distinct, null);
    assert.equal(
      (await distributionReader.summarise(slice, { kind: 'prediction', name: '' }, 5))?.integers,
      true,
    );
    assert.equal(await distributionReader.summarise(sliceOf(subject.project()), X, 5), null);
  });

  test('categories are counted, the most frequent first after those that are named', async () => {
    const slice = await written();
    const { distributionReader } = subject.store;
    assert.deepEqual(await distributionReader.countCategories(slice, C, ['c1'], T0 + 500), {
      categories: ['c1', 'c2', 'c0'],
      counts: [1, 7, 1],
      n: 9,
      rows: 10,
      nulls: 1,
      missing: 0,
      mismatched: 0,
      expired: 2,
    });
    const classes = await distributionReader.countCategories(slice, { kind: 'prediction', name: '' }, [], 0);
    assert.deepEqual([classes.categories, classes.n], [['1'], 10]);
    const none = await distributionReader.countCategories(sliceOf(subject.project()), C, [], 0);
    assert.deepEqual([none.categories, none.n, none.rows], [[], 0, 0]);
  });

  test('the reference is that of the newest evaluation of the span, or the newest one with the subject', async () => {
    const project = subject.project();
    const { distributionReader, baselineStore, evaluationStore } = subject.store;
    const baseline = (hash: string, createdAt: number, version: string): Baseline => ({
      project,
      model: 'm',
      version,
      hash,
      origin: { kind: 'window', window: { start: T0, end: T0 + HOUR }, version, deployment: 'live' },
      rows: 3,
      createdAt,
      metrics: [],
      references: [
        {
          subject: X,
          kind: 'numeric',
          sorted: Float64Array.of(1, 2, 3),
          n: 3,
          sampled: false,
          mean: 2,
          standardDeviation: 1,
          ...{ rows: 3, nulls: 0, missing: 0, mismatched: 0 },
        },
      ],
    });
    for (const [hash, at, version] of [
      ['old', 1, ''],
      ['own', 2, 'v1'],
      ['new', 3, ''],
    ] as const) {
      await baselineStore.saveBaseline(baseline(hash, at, version));
    }
    const query = {
      project,
      model: 'm',
      version: null,
      deployment: null,
      segment: '',
      subject: X,
      window: null,
    };
    assert.equal(await distributionReader.findMeasured(query), null);
    assert.equal(await distributionReader.findBaseline(query), 'new');
    assert.equal(await distributionReader.findBaseline({ ...query, version: 'v1' }), 'own');
    assert.equal(await distributionReader.findBaseline({ ...query, segment: 'eu' }), null);
    assert.equal(await distributionReader.findBaseline({ ...query, subject: C }), null);

    const measured = (index: number, statistic: 'psi' | 'accuracy' = 'psi') =>
      evaluation(index, 'warning', {
        key: series({ project, model: 'm' }),
        evaluationId: `e${index}`,
        results: [finding({ subject: X, statistic })],
      });
    // How well a model does says nothing of a distribution, and its baseline need not have one.
    for (const one of [measured(0), measured(1), measured(2, 'accuracy')]) {
      await evaluationStore.saveEvaluation(one);
    }
    const [first, second] = [measured(0), measured(1)];
    assert.deepEqual((await distributionReader.findMeasured(query))?.window, second.window);
    const early = await distributionReader.findMeasured({ ...query, window: first.window });
    assert.deepEqual([early?.window, early?.baselineHash], [first.window, first.baselineHash]);
    assert.equal(await distributionReader.findMeasured({ ...query, segment: 'eu' }), null);

    const loaded = await distributionReader.loadReference(project, 'own', X);
    assert.deepEqual([loaded?.summary.version, loaded?.reference?.rows], ['v1', 3]);
    assert.equal((await distributionReader.loadReference(project, 'own', C))?.reference, null);
    assert.equal(await distributionReader.loadReference(subject.project(), 'own', X), null);
  });
}
