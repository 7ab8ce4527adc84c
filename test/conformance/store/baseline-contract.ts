import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Baseline, NumericReference } from '../../../domain/index.ts';
import { T0 } from '../../support/store-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const quality = { nulls: 1, missing: 2, mismatched: 3 };

function numericReference(name: string, sorted: Float64Array): NumericReference {
  return {
    subject: { kind: 'feature', name },
    kind: 'numeric',
    rows: sorted.length + 6,
    ...quality,
    sorted,
    n: sorted.length,
    sampled: false,
    mean: 0.1 + 0.2,
    standardDeviation: 1 / 3,
  };
}

function baselineOf(project: string, over: Partial<Baseline> = {}): Baseline {
  return {
    project,
    model: 'm',
    version: '',
    hash: 'hash-1',
    origin: { kind: 'window', window: { start: T0, end: T0 + 1 }, version: 'v1', deployment: 'live' },
    rows: 12,
    createdAt: T0,
    metrics: [{ metric: 'accuracy', value: 0.75, standardError: 0.0123, n: 1000 }],
    references: [],
    ...over,
  };
}

/** baselineContract: what was stored as a reference is what comes back, bit by bit. */
export function baselineContract(subject: ContractSubject): void {
  test('a baseline comes back with every bit of its values, in its own order', async () => {
    const project = subject.project();
    const values = Float64Array.of(-Infinity, -1.5, -0, 0, 5e-324, 0.1 + 0.2, 1.7976931348623157e308);
    const baseline = baselineOf(project, {
      references: [
        numericReference('z first', values),
        {
          subject: { kind: 'prediction', name: '' },
          kind: 'categorical',
          rows: 9,
          ...quality,
          categories: ['', 'it\'s "q" \\ \0 😀', 'b'],
          counts: Float64Array.of(1, 2.5, 6),
        },
        numericReference('a second', new Float64Array(0)),
        {
          ...numericReference('', Float64Array.of(1, 2)),
          subject: { kind: 'score', name: '' },
          sampled: true,
          n: 99,
        },
      ],
    });
    await subject.store.baselineStore.saveBaseline(baseline);
    const loaded = await subject.store.baselineStore.loadBaseline(project, baseline.hash);
    assert.deepEqual(loaded, baseline);
    assert.ok(Object.is((loaded!.references[0] as NumericReference).sorted[2], -0));
  });

  test('a baseline of a million values per feature comes back in pieces, or without its values until they are asked for', async () => {
    const project = subject.project();
    const sorted = Float64Array.from({ length: 1_000_000 }, (_, index) => Math.fround(index) / 7);
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const baseline = baselineOf(project, { references: names.map((name) => numericReference(name, sorted)) });
    await subject.store.baselineStore.saveBaseline(baseline);
    const loaded = await subject.store.baselineStore.loadBaseline(project, baseline.hash);
    assert.equal(loaded?.references.length, names.length);
    for (const [index, reference] of loaded!.references.entries()) {
      assert.equal(reference.subject.name, names[index]);
      const bytes = (reference as NumericReference).sorted;
      assert.equal(Buffer.compare(Buffer.from(bytes.buffer), Buffer.from(sorted.buffer)), 0);
    }
    const bytes = names.length * sorted.byteLength;
    const { baselineStore } = subject.store;
    const small = await baselineStore.loadBaseline(project, baseline.hash, bytes - 1);
    assert.deepEqual(
      small!.references.map((reference) => [
        reference.subject.name,
        (reference as NumericReference).sorted.length,
      ]),
      names.map((name) => [name, 0]),
    );
    const some = [small!.references[1]!, small!.references[4]!];
    assert.deepEqual(await small!.readNumbers!(some), [baseline.references[1], baseline.references[4]]);
    assert.equal((await baselineStore.loadBaseline(project, baseline.hash, bytes))?.readNumbers, undefined);
  });

  test('saving a baseline again leaves one; baselines of a model are listed oldest first', async () => {
    const project = subject.project();
    const first = baselineOf(project, { references: [numericReference('x', Float64Array.of(1))] });
    await subject.store.baselineStore.saveBaseline(first);
    await subject.store.baselineStore.saveBaseline(first);
    const second = baselineOf(project, {
      hash: 'hash-2',
      version: 'v2',
      createdAt: T0 + 1,
      origin: { kind: 'file', file: 'january.parquet', bytesHash: 'ab12' },
    });
    await subject.store.baselineStore.saveBaseline(second);
    await subject.store.baselineStore.saveBaseline(baselineOf(project, { model: 'other', hash: 'hash-3' }));
    const summaries = [first, second].map(({ references: _references, ...summary }) => summary);
    assert.deepEqual(await subject.store.baselineStore.listBaselines(project, 'm'), summaries);
    const loaded = await subject.store.baselineStore.loadBaseline(project, first.hash);
    assert.equal(loaded?.references.length, 1);
  });

  test('an unknown baseline, or one of another project, is null', async () => {
    const project = subject.project();
    await subject.store.baselineStore.saveBaseline(baselineOf(project));
    assert.equal(await subject.store.baselineStore.loadBaseline(project, 'nope'), null);
    assert.equal(await subject.store.baselineStore.loadBaseline(subject.project(), 'hash-1'), null);
  });
}
