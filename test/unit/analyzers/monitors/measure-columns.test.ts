import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine, MeasureOptions, MeasureTask } from '../../../../analyzers/engines/engine.ts';
import { measureColumns } from '../../../../analyzers/monitors/measure-columns.ts';
import type { ColumnRequest, Slice, WindowReader } from '../../../../analyzers/ports.ts';
import type { Column, Reference } from '../../../../domain/index.ts';
import { categories, numericColumn, numericReference } from '../../../reference/comparisons.ts';

const ROWS = 1000;
const SLICE: Slice = {
  project: 'default',
  model: 'm',
  version: null,
  deployment: 'live',
  source: 'predictions',
  segment: [],
  window: { start: 0, end: 1 },
};
/** Too little for five numeric columns of this size; each is a part of its own. */
const MEMORY = 4 * 12 * ROWS;

const references: readonly Reference[] = ['n0', 'c0', 'n1', 'n2', 'n3', 'n4'].map((name) => {
  const subject = { kind: 'feature', name } as const;
  return name.startsWith('n') ? numericReference([1, 2, 3], 0, subject) : categories({ a: 1 }, 0, subject);
});

function columnOf({ subject, kind }: ColumnRequest): Column {
  return kind === 'numeric' ? numericColumn([1, 2], 0, subject) : categories({ a: 1 }, 0, subject);
}

/** world is a reader and an engine that write down when they begin and end. */
function world(fail: { readonly read?: string; readonly measure?: string } = {}) {
  const events: string[] = [];
  const step = () => new Promise<void>((done) => setImmediate(done));
  const reader = {
    async *readParts(_: Slice, parts: readonly (readonly ColumnRequest[])[]) {
      try {
        for (const requests of parts) {
          const names = requests.map(({ subject }) => subject.name).join();
          events.push(`read ${names}`);
          await step();
          if (fail.read === names) throw new Error(`no ${names}`);
          yield requests.map(columnOf);
        }
      } finally {
        events.push('closed');
      }
    },
  } as unknown as WindowReader;
  const engine: Engine = {
    id: 'cpu',
    async measure(tasks: readonly MeasureTask[], { onProgress }: MeasureOptions = {}) {
      const names = tasks.map(({ current }) => current.subject.name).join();
      events.push(`measure ${names}`);
      for (const [index] of tasks.entries()) {
        await step();
        onProgress?.(index + 1, tasks.length);
      }
      if (fail.measure === names) throw new Error(`failed ${names}`);
      events.push(`measured ${names}`);
      return tasks.map(({ current }) => ({ subject: current.subject, measurements: [], unmeasured: [] }));
    },
    close: async () => {},
  };
  return { events, parts: { reader, engine, memory: MEMORY } };
}

test('measureColumns reads a part while the one before is measured, and no further', async () => {
  const { events, parts } = world();
  const measured = await measureColumns(references, SLICE, ROWS, () => ['psi'], parts);
  assert.deepEqual(
    measured.map(({ subject }) => subject.name),
    ['n0', 'c0', 'n1', 'n2', 'n3', 'n4'],
  );
  const at = (event: string) => events.indexOf(event);
  assert.ok(at('read n1') < at('measured n0'), 'reading overlaps measuring');
  assert.ok(at('measured n0') < at('read n2'), 'two parts are held at a time');
  assert.ok(at('measured n4') < at('measure c0'), 'one part is measured at a time');
});

test('measureColumns reads the numbers of a baseline that has none of them piece by piece', async () => {
  const { events, parts } = world();
  // Four references of a million values each fill a piece.
  const outlines = references.map((reference): Reference => {
    return reference.kind === 'numeric'
      ? { ...reference, sorted: new Float64Array(0), n: 1_000_000 }
      : reference;
  });
  const asked: string[] = [];
  const compared: number[] = [];
  const readNumbers = async (some: readonly Reference[]) => {
    asked.push(some.map(({ subject }) => subject.name).join());
    return some.map((outline) => references[outlines.indexOf(outline)]!);
  };
  const engine: Engine = {
    ...parts.engine,
    measure(tasks, options) {
      for (const { reference } of tasks)
        if (reference.kind === 'numeric') compared.push(reference.sorted.length);
      return parts.engine.measure(tasks, options);
    },
  };
  const all = { ...parts, engine, readNumbers, memory: 5 * 12 * ROWS };
  const measured = await measureColumns(outlines, SLICE, ROWS, () => ['psi'], all);
  assert.deepEqual(
    measured.map(({ subject }) => subject.name),
    ['n0', 'c0', 'n1', 'n2', 'n3', 'n4'],
  );
  assert.deepEqual(asked, ['n0,n1,n2,n3', 'n4']);
  assert.deepEqual(compared, [3, 3, 3, 3, 3]);
  assert.deepEqual(
    events.filter((event) => event.startsWith('measure ')),
    ['measure n0,n1,n2,n3', 'measure n4', 'measure c0'],
  );
});

test('measureColumns tells its progress over all parts', async () => {
  const { parts } = world();
  const seen: string[] = [];
  const onProgress = (done: number, total: number) => void seen.push(`${done}/${total}`);
  await measureColumns(references, SLICE, ROWS, () => ['psi'], { ...parts, onProgress });
  assert.deepEqual(seen, ['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
});

test('measureColumns stops reading when it is cancelled', async () => {
  const { events, parts } = world();
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('enough'));
  const running = measureColumns(references, SLICE, ROWS, () => ['psi'], {
    ...parts,
    onProgress,
    signal: controller.signal,
  });
  await assert.rejects(running, /enough/);
  assert.ok(!events.includes('read c0'));
  assert.equal(events.at(-1), 'closed');
});

test('measureColumns fails with the part that cannot be read or measured', async () => {
  const unread = world({ read: 'n2' });
  await assert.rejects(
    measureColumns(references, SLICE, ROWS, () => ['psi'], unread.parts),
    /no n2/,
  );
  assert.equal(unread.events.at(-1), 'measured n1', 'what is under way ends first');
  const unmeasured = world({ measure: 'n1' });
  await assert.rejects(
    measureColumns(references, SLICE, ROWS, () => ['psi'], unmeasured.parts),
    /failed n1/,
  );
});
