import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { baselineHash } from '../../../../analyzers/baselines/baseline-hash.ts';
import { bytesOf, createBaselineShelf } from '../../../../analyzers/baselines/baseline-shelf.ts';
import { createByteCache } from '../../../../analyzers/baselines/byte-cache.ts';
import { prepareReference } from '../../../../analyzers/baselines/prepare-reference.ts';
import { wholeBaseline } from '../../../../analyzers/baselines/reference-numbers.ts';
import { rowInstant } from '../../../../analyzers/baselines/row-instant.ts';
import { sampleSorted, seededRandom } from '../../../../analyzers/baselines/seeded-sample.ts';
import type { BaselineStore } from '../../../../analyzers/ports.ts';
import type {
  Baseline,
  CategoricalColumn,
  NumericColumn,
  NumericReference,
  Reference,
} from '../../../../domain/index.ts';

const quality = { rows: 5, nulls: 0, missing: 0, mismatched: 0 };

function numeric(values: readonly number[]): NumericColumn {
  return {
    subject: { kind: 'feature', name: 'x' },
    kind: 'numeric',
    ...quality,
    values: Float64Array.from(values),
  };
}

function categorical(counts: Record<string, number>): CategoricalColumn {
  return {
    subject: { kind: 'feature', name: 'c' },
    kind: 'categorical',
    ...quality,
    categories: Object.keys(counts),
    counts: Float64Array.from(Object.values(counts)),
  };
}

describe('prepareReference', () => {
  it('sorts numbers and keeps their moments', () => {
    const reference = prepareReference(numeric([3, 1, 2, 2]), 'seed') as NumericReference;
    assert.deepEqual([...reference.sorted], [1, 2, 2, 3]);
    assert.deepEqual([reference.n, reference.sampled, reference.mean], [4, false, 2]);
    assert.equal(reference.standardDeviation, Math.sqrt(0.5));
  });

  it('no value at all has moments of zero', () => {
    const reference = prepareReference(numeric([]), 'seed') as NumericReference;
    assert.deepEqual([reference.n, reference.mean, reference.standardDeviation], [0, 0, 0]);
  });

  it('beyond the limit a seeded sample stays, whatever the order of reading; moments cover every value', () => {
    const values = Array.from({ length: 1000 }, (_, index) => index);
    const once = prepareReference(numeric(values), 'seed', 100) as NumericReference;
    const again = prepareReference(numeric(values.toReversed()), 'seed', 100) as NumericReference;
    assert.deepEqual(once, again);
    assert.deepEqual([once.sorted.length, once.n, once.sampled, once.mean], [100, 1000, true, 499.5]);
    const other = prepareReference(numeric(values), 'another', 100) as NumericReference;
    assert.notDeepEqual(once.sorted, other.sorted);
  });

  it('orders categories by name and drops empty ones', () => {
    const reference = prepareReference(categorical({ b: 2, z: 0, a: 1 }), 'seed');
    assert.equal(reference.kind, 'categorical');
    assert.deepEqual(reference.kind === 'categorical' && [reference.categories, [...reference.counts]], [
      ['a', 'b'],
      [1, 2],
    ]);
  });
});

describe('a baseline that is too large to stay in memory', () => {
  const names = ['a', 'b', 'c'];
  const whole: Baseline = {
    ...{ project: 'default', model: 'm', version: '', hash: 'h', rows: 5, createdAt: 0, metrics: [] },
    origin: { kind: 'window', window: { start: 0, end: 1 }, version: '', deployment: 'live' },
    references: names.map((name) =>
      prepareReference({ ...numeric([3, 1, 2]), subject: { kind: 'feature', name } }, 'seed'),
    ),
  };
  /** storeOf keeps one baseline, and gives it without its numbers where they are not wanted. */
  function storeOf(reads: string[]) {
    const outlines = whole.references.map(
      (reference): Reference => ({ ...reference, sorted: new Float64Array(0) }) as Reference,
    );
    const readNumbers = async (some: readonly Reference[]) => {
      reads.push(...some.map(({ subject }) => subject.name));
      return some.map((outline) => whole.references[outlines.indexOf(outline)]!);
    };
    return {
      saveBaseline: async () => undefined,
      loadBaseline: async (_: string, __: string, mostBytes = Number.POSITIVE_INFINITY) =>
        mostBytes < 3 * 3 * 8 ? { ...whole, references: outlines, readNumbers } : whole,
    } as unknown as BaselineStore;
  }

  it('stays without its numbers; a smaller one stays with them', async () => {
    const small = await createBaselineShelf(storeOf([]), bytesOf(whole)).add('key', whole);
    assert.equal(small, whole);
    const large = await createBaselineShelf(storeOf([]), 64).add('key', whole);
    assert.deepEqual(
      large.references.map((reference) => (reference as NumericReference).sorted.length),
      [0, 0, 0],
    );
  });

  it('is read whole, once, where all of its numbers are needed together', async () => {
    const reads: string[] = [];
    const large = await createBaselineShelf(storeOf(reads), 64).add('key', whole);
    const again = [await wholeBaseline(large), await wholeBaseline(large)];
    assert.deepEqual(again, [whole, whole]);
    assert.deepEqual(reads, names);
    assert.equal(await wholeBaseline(whole), whole);
  });
});

describe('sampleSorted', () => {
  it('property: an ascending subset of the asked size, without replacement', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 200 }),
        fc.string(),
        (n, size, seed) => {
          const values = Float64Array.from({ length: n }, (_, index) => index);
          const sample = sampleSorted(values, size, seededRandom(seed));
          assert.equal(sample.length, Math.min(n, size));
          assert.ok(sample.every((value, index) => index === 0 || value > sample[index - 1]!));
          assert.ok(sample.every((value) => value >= 0 && value < n));
        },
      ),
      { seed: 11 },
    );
  });
});

describe('baselineHash', () => {
  const content = (values: readonly number[]) => ({
    project: 'p',
    model: 'm',
    version: '',
    origin: { kind: 'file', file: 'a.csv', bytesHash: 'x' } as const,
    rows: 5,
    metrics: [],
    references: [
      prepareReference(numeric(values), 'seed'),
      prepareReference(categorical({ a: 1, b: 2 }), 'seed'),
    ],
  });

  it('depends on the values, not on their order of reading', async () => {
    assert.equal(await baselineHash(content([1, 2, 3])), await baselineHash(content([3, 2, 1])));
    assert.notEqual(await baselineHash(content([1, 2, 3])), await baselineHash(content([1, 2, 3.0000001])));
  });
});

describe('rowInstant', () => {
  it('property: finds the instant right after the n-th row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 60 }),
        async (times, n) => {
          const sorted = times.toSorted((a, b) => a - b);
          const count = async (end: number) => sorted.filter((time) => time < end).length;
          const expected = sorted.length < n ? null : sorted[n - 1]! + 1;
          assert.equal(await rowInstant(count, n, 0, 10_001), expected);
        },
      ),
      { seed: 13 },
    );
  });
});

describe('byte cache', () => {
  it('drops what was unused for longest, and keeps the newest even when it alone is too large', () => {
    const cache = createByteCache<number>(10, (size) => size);
    cache.set('a', 4);
    cache.set('b', 4);
    assert.equal(cache.get('a'), 4);
    cache.set('c', 4);
    assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [4, undefined, 4]);
    cache.set('d', 99);
    assert.deepEqual([cache.get('a'), cache.get('d'), cache.bytes], [undefined, 99, 99]);
    cache.set('d', 1);
    assert.equal(cache.bytes, 1);
  });
});
