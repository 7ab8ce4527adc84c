import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPool } from '../../../store/connection-pool.ts';

const gate = () => {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
};

test('pool: each member has one borrower, and who waits is served in order', async () => {
  const pool = createPool(['a', 'b']);
  const gates = [gate(), gate(), gate(), gate()];
  const log: string[] = [];
  const work = gates.map(({ passed }, index) =>
    pool.use(async (member) => {
      log.push(`${index} has ${member}`);
      await passed;
    }),
  );
  await Promise.resolve();
  assert.equal(log.length, 2);
  gates[1]!.open();
  await work[1];
  assert.deepEqual(log.slice(2), ['2 has a']);
  for (const { open } of gates) open();
  await Promise.all(work);
  assert.equal(log.length, 4);
});

test('pool: a member comes back after a failure', async () => {
  const pool = createPool([1]);
  await assert.rejects(
    pool.use(async () => {
      throw new Error('no');
    }),
    /no/,
  );
  assert.equal(await pool.use(async (member) => member), 1);
});

test('pool: drain lets the waiting ones finish and refuses new ones', async () => {
  const pool = createPool([1]);
  const { open, passed } = gate();
  const done: string[] = [];
  const first = pool.use(() => passed).then(() => done.push('first'));
  const second = pool.use(async () => {}).then(() => done.push('second'));
  const drained = pool.drain().then(() => done.push('drained'));
  await assert.rejects(
    pool.use(async () => {}),
    { code: 'store_unavailable' },
  );
  open();
  await Promise.all([first, second, drained]);
  assert.deepEqual(done.sort(), ['drained', 'first', 'second']);
  await pool.drain();
});
