import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CpuEngine, verdictPolicy, WorkerKernels } from '../../../../analyzers/index.ts';
import type { RowsRequest } from '../../../../analyzers/ports.ts';
import type { RowSample } from '../../../../domain/index.ts';
import type { CheckOptions } from '../../../../service/check/check-options.ts';
import type { CheckParts } from '../../../../service/check/check-parts.ts';
import type { CheckSide, SideColumn } from '../../../../service/check/check-side.ts';
import { planCheck } from '../../../../service/check/plan-check.ts';
import { runCheck } from '../../../../service/check/run-check.ts';

const OPTIONS: CheckOptions = {
  statistics: [],
  multivariate: ['pca_reconstruction'],
  include: null,
  exclude: [],
  segment: null,
  kinds: {},
  policy: verdictPolicy(),
  exactRows: 1000,
  seed: 0,
};

const column = (name: string, over: Partial<SideColumn> = {}): SideColumn => ({
  subject: { kind: 'feature', name },
  kind: 'numeric',
  type: 'Float64',
  ...over,
});
const vector = (name: string) => column(name, { kind: null, type: 'Array(Float32)', isVector: true });

/** side is a side in memory whose embeddings are all of one length. */
function side(columns: readonly SideColumn[], length = 3): CheckSide {
  return {
    name: 'memory',
    rows: 600,
    columns,
    readColumns: async () => [],
    readRows: async ({ subject }: RowsRequest): Promise<RowSample> => {
      const offsets = Uint32Array.from({ length: 601 }, (_, row) => row * length);
      const values = Float32Array.from({ length: 600 * length }, (_, index) => Math.sin(index * index));
      return { subject, rows: 600, total: 600, columns: [{ subject, kind: 'vector', offsets, values }] };
    },
    references: null,
    file: null,
    close: async () => undefined,
  };
}

test('a plan takes embeddings by themselves and all other columns together, and only when asked to', () => {
  const both = side([column('x'), column('c', { kind: 'categorical' }), vector('v')]);
  const { subjects, table, embeddings, notes } = planCheck(both, both, OPTIONS);
  assert.deepEqual([subjects, embeddings, notes], [[], ['v'], []]);
  assert.deepEqual(
    table.map(({ subject, kind }) => [subject.name, kind]),
    [
      ['x', 'numeric'],
      ['c', 'categorical'],
    ],
  );
  const single = planCheck(both, both, { ...OPTIONS, statistics: ['psi'], multivariate: [] });
  assert.deepEqual([single.subjects.length, single.table, single.embeddings], [2, [], []]);
  assert.deepEqual(single.notes, ['Not compared, because of the type: v (Array(Float32)).']);
});

test('an embedding that is something else on the other side is bad input', () => {
  const text = side([column('v', { kind: 'categorical', type: 'String' })]);
  for (const [reference, current] of [
    [side([vector('v')]), text],
    [text, side([vector('v')])],
  ] as const)
    assert.throws(() => planCheck(reference, current, OPTIONS), {
      code: 'invalid_request',
      message: /column v holds lists of numbers in the (reference|current side) and String in the other side/,
    });
});

test('embeddings of another length than those of the reference are bad input, equal ones no drift', async () => {
  const kernels = new WorkerKernels(1);
  const engine = new CpuEngine({ workers: 1 });
  const steps: number[] = [];
  const parts = (current: CheckSide): CheckParts => ({
    reference: side([vector('v')]),
    current,
    options: OPTIONS,
    engine,
    kernels,
    onProgress: (done, total) => steps.push(done / total),
  });
  await assert.rejects(runCheck(parts(side([vector('v')], 4))), {
    code: 'invalid_request',
    message: /column v holds vectors of 3 numbers in the reference and of 4 in the current side/,
  });
  steps.length = 0;
  const { verdict, subjects } = await runCheck(parts(side([vector('v')])));
  assert.deepEqual([verdict, subjects.map(({ kind }) => kind), steps], ['no_drift', ['embedding'], [0, 1]]);
  await kernels.close();
  await engine.close();
});
