import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { seededRandom } from '../../../../analyzers/baselines/seeded-sample.ts';
import { WorkerKernels } from '../../../../analyzers/multivariate/worker-kernels.ts';
import type { Measurement, MultivariateStatisticId, RowSample } from '../../../../domain/index.ts';
import { ALL, categoriesOf, embeddingOf, measured, numbersOf, tableOf, vectorsOf } from './samples.ts';

const kernels = new WorkerKernels(2);
after(() => kernels.close());

function normals(seed: string, count: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** correlated makes a, b with the correlation, c and d on their own; every column is standard normal whatever it is. */
function correlated(seed: string, rows: number, correlation: number, shift = 0): RowSample {
  const [a, noise, c, d] = ['a', 'b', 'c', 'd'].map((name) => normals(`${seed}:${name}`, rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const b = a.map((value, row) => correlation * value + Math.sqrt(1 - correlation ** 2) * noise[row]!);
  return tableOf(
    numbersOf('a', a),
    numbersOf('b', b),
    numbersOf(
      'c',
      c.map((value) => value + shift),
    ),
    numbersOf('d', d),
  );
}

function found(results: Record<string, Measurement | string>, id: MultivariateStatisticId): Measurement {
  const result = results[id];
  assert.ok(typeof result === 'object', `${id}: ${result}`);
  return result;
}

describe('what the statistics see', () => {
  it('a broken correlation with unchanged columns is seen by each, and both of its features are named', async () => {
    const results = await measured(kernels, correlated('r', 900, 0.85), correlated('s', 800, 0));
    for (const id of ALL) {
      const { pValue, effect, details, contributions, nReference, nCurrent } = found(results, id);
      assert.ok(pValue! < 0.01, `${id} p ${pValue}`);
      assert.ok(effect > Number(details.noise_95), `${id} effect ${effect}`);
      const named = contributions!.slice(0, 2).map(({ name }) => name);
      assert.deepEqual(named.sort(), ['a', 'b'], id);
      assert.ok(contributions!.reduce((sum, { share }) => sum + share, 0) < 1 + 1e-9);
      assert.ok(nReference <= 900 && nCurrent === 800);
    }
  });

  it('a shift of one column is seen by mmd and the classifier, which name it first', async () => {
    const results = await measured(kernels, correlated('r', 700, 0.5), correlated('s', 700, 0.5, 0.7));
    for (const id of ['mmd', 'domain_classifier'] as const) {
      const { pValue, contributions } = found(results, id);
      assert.ok(pValue! < 0.01, `${id} p ${pValue}`);
      assert.equal(contributions![0]!.name, 'c', id);
    }
  });

  it('without drift no statistic speaks up, and noise_95 stays below the usual thresholds', async () => {
    const results = await measured(kernels, correlated('r', 1500, 0.5), correlated('s', 1500, 0.5));
    const limits = { mmd: 0.05, domain_classifier: 0.1, pca_reconstruction: 0.2 };
    for (const [id, delta] of Object.entries(limits)) {
      const { effect, pValue, details } = found(results, id as MultivariateStatisticId);
      assert.ok(effect < delta, `${id} effect ${effect}`);
      assert.ok(pValue! > 0.01, `${id} p ${pValue}`);
      assert.ok(Number(details.noise_95) < delta, `${id} noise ${details.noise_95}`);
    }
  });

  it('the effect grows with the shift', async () => {
    const effects: number[][] = [];
    for (const shift of [0.3, 0.6, 1.2, 2.4]) {
      const results = await measured(kernels, correlated('r', 400, 0), correlated('s', 400, 0, shift));
      effects.push(ALL.map((id) => found(results, id).effect));
    }
    for (const [index, id] of ALL.entries()) {
      // Residuals of independent columns grow once the shift leaves the reach of the components.
      const own = effects.map((row) => row[index]!).slice(id === 'pca_reconstruction' ? 1 : 0);
      assert.deepEqual(
        own,
        [...own].sort((x, y) => x - y),
        id,
      );
    }
  });

  it('the same seed gives the same numbers', async () => {
    const [first, second] = await Promise.all(
      [0, 1].map(() => measured(kernels, correlated('r', 200, 0.5), correlated('s', 200, 0.2))),
    );
    for (const id of ALL) {
      assert.deepEqual({ ...found(first!, id), tookMs: 0 }, { ...found(second!, id), tookMs: 0 });
    }
  });

  it('mmd by blocks agrees with mmd by permutation on a shift, and says which it was', async () => {
    const [reference, current] = [correlated('r', 2600, 0.5), correlated('s', 2600, 0.5, 0.5)];
    const blocks = found(await measured(kernels, reference, current, ['mmd'], { mmd: 'blocks' }), 'mmd');
    const permuted = found(await measured(kernels, reference, current, ['mmd']), 'mmd');
    assert.equal(blocks.details.method, 'blocks');
    assert.equal(permuted.details.method, 'permutation');
    assert.ok(blocks.pValue! < 0.01);
    assert.ok(
      Math.abs(blocks.value - permuted.value) < 0.3 * permuted.value,
      `${blocks.value} ${permuted.value}`,
    );
  });

  it('mmd by blocks falls back to permutations when the blocks would be too small', async () => {
    const results = await measured(kernels, correlated('r', 300, 0), correlated('s', 300, 0), ['mmd'], {
      mmd: 'blocks',
    });
    assert.equal(found(results, 'mmd').details.method, 'permutation');
  });

  it('a reference drawn from more rows than were read is no exact one', async () => {
    const reference = { ...correlated('r', 100, 0), total: 5000 };
    const results = await measured(kernels, reference, correlated('s', 100, 0));
    for (const id of ALL) assert.equal(found(results, id).exact, false);
    const whole = await measured(kernels, correlated('r', 100, 0), correlated('s', 100, 0));
    for (const id of ALL) assert.equal(found(whole, id).exact, true);
  });
});

describe('degenerate input', () => {
  const few = (rows: number) => correlated(`few${rows}`, rows, 0.5);
  const reasons = (results: Record<string, Measurement | string>) =>
    Object.fromEntries(ALL.map((id) => [id, typeof results[id] === 'object' ? 'measured' : results[id]]));

  it('one row on a side is too few for every statistic, and nine are too few for the classifier', async () => {
    const one = {
      mmd: 'too_few_rows',
      domain_classifier: 'too_few_rows',
      pca_reconstruction: 'too_few_rows',
    };
    assert.deepEqual(reasons(await measured(kernels, few(50), few(1))), one);
    assert.deepEqual(reasons(await measured(kernels, few(9), few(9))), {
      mmd: 'measured',
      domain_classifier: 'too_few_rows',
      pca_reconstruction: 'measured',
    });
  });

  it('identical samples: no drift, p near one where it is defined by ranks', async () => {
    const same = few(300);
    const results = await measured(kernels, same, same);
    assert.ok(found(results, 'mmd').effect === 0);
    assert.ok(found(results, 'mmd').pValue! > 0.9);
    assert.ok(Math.abs(found(results, 'domain_classifier').value - 0.5) < 1e-9);
    assert.ok(found(results, 'pca_reconstruction').effect < 0.1);
  });

  it('a single column has no residual to reconstruct', async () => {
    const column = (seed: string) => tableOf(numbersOf('x', normals(seed, 100)));
    assert.deepEqual(reasons(await measured(kernels, column('r'), column('s'))), {
      mmd: 'measured',
      domain_classifier: 'measured',
      pca_reconstruction: 'one_column',
    });
  });

  it('fewer rows than columns, ties only, and columns that hold the same values are measured', async () => {
    const wide = (seed: string) =>
      tableOf(
        ...Array.from({ length: 40 }, (_, index) => numbersOf(`x${index}`, normals(`${seed}${index}`, 25))),
      );
    const flags = (seed: string) =>
      tableOf(
        categoriesOf(
          'f',
          [...normals(seed, 60)].map((value) => (value > 0 ? 'yes' : 'no')),
        ),
        categoriesOf(
          'g',
          [...normals(`${seed}g`, 60)].map((value) => (value > 1 ? 'yes' : 'no')),
        ),
      );
    const twins = (seed: string) => {
      const values = normals(seed, 80);
      return tableOf(numbersOf('x', values), numbersOf('y', values));
    };
    for (const make of [wide, flags, twins]) {
      const results = await measured(kernels, make('r'), make('s'));
      for (const id of ALL) {
        const { value, effect, pValue, details } = found(results, id);
        for (const number of [value, effect, pValue, details.noise_95])
          assert.ok(Number.isFinite(number), id);
      }
    }
  });

  it('columns that were equal and are not any more are a finding of pca_reconstruction, with a finite effect', async () => {
    const values = normals('v', 200);
    const reference = tableOf(numbersOf('x', values), numbersOf('y', values));
    const current = tableOf(numbersOf('x', values), numbersOf('y', normals('w', 200)));
    const { effect, pValue } = found(await measured(kernels, reference, current), 'pca_reconstruction');
    assert.ok(Number.isFinite(effect) && effect > 1);
    assert.ok(pValue! < 0.01);
  });

  it('a window whose values are all null is as far away as can be', async () => {
    const nulls = tableOf(...['a', 'b', 'c', 'd'].map((name) => numbersOf(name, Array(300).fill(null))));
    const results = await measured(kernels, few(300), nulls);
    assert.ok(found(results, 'domain_classifier').value > 0.99);
    for (const id of ALL) assert.ok(found(results, id).pValue! < 0.01, id);
  });

  it('zero vectors and vectors of another length among embeddings are a result', async () => {
    const vectors = (seed: string) =>
      Array.from({ length: 60 }, (_, row) =>
        row % 10 === 0 ? [0, 0, 0] : [...normals(`${seed}${row}`, row % 10 === 1 ? 2 : 3)],
      );
    const results = await measured(
      kernels,
      embeddingOf(vectorsOf(...vectors('r'))),
      embeddingOf(vectorsOf(...vectors('s'))),
    );
    for (const id of ALL) assert.equal(found(results, id).details.mismatched_current, 6);
    assert.deepEqual(found(results, 'mmd').subject, { kind: 'embedding', name: 'text' });
  });

  it('a kernel that fails leaves its statistic unmeasured and the others measured', async () => {
    const broken = Object.assign(Object.create(kernels) as WorkerKernels, {
      mmdPermutations: () => Promise.reject(new Error('no device')),
      medianDistance: kernels.medianDistance.bind(kernels),
      leaveOutMmd: kernels.leaveOutMmd.bind(kernels),
      classifierFold: kernels.classifierFold.bind(kernels),
      reconstruction: kernels.reconstruction.bind(kernels),
    });
    assert.deepEqual(reasons(await measured(broken, few(60), few(61))), {
      mmd: 'no device',
      domain_classifier: 'measured',
      pca_reconstruction: 'measured',
    });
  });
});
