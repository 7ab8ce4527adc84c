import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PlumblineError } from '../../../domain/index.ts';
import { createLogOwnership, type LogOwnershipOptions } from '../../../service/log-ownership.ts';
import { createLogger } from '../../../service/logger.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { waitUntil } from '../../support/wait-until.ts';

// The timers are real and short; the lease is judged by a clock that the test moves.
const SESSION_MS = 100;

/** A member of a group of one; `now` is its clock. */
function member(t: TestContext, changes: Partial<LogOwnershipOptions> = {}) {
  const log = new MemoryLog('ticks', 3);
  const state = { now: 1000, gained: 0, drained: 0 };
  const ownership = createLogOwnership({
    log,
    topic: 'ticks',
    group: 'analyzers',
    countPartitions: async () => 3,
    sessionTimeoutMs: SESSION_MS,
    elapsed: () => state.now,
    logger: createLogger('silent'),
    prepare: async () => {},
    gained: () => {
      state.gained += 1;
    },
    drain: async () => {
      state.drained += 1;
    },
    failed: (error) => assert.fail(String(error)),
    ...changes,
  });
  t.after(() => ownership.stop());
  return { log, state, ownership, owns: () => ownership.share().parts.join() };
}

test('ownership: nothing before the group has given something; then one part for each partition', async (t) => {
  const { ownership, owns, state } = member(t);
  assert.equal(owns(), '');
  await ownership.start();
  await waitUntil(() => owns() === '0,1,2');
  assert.equal(ownership.share().of, 3);
  assert.equal(state.gained, 1);
});

test('ownership: what is revoked is gone at once, and the work on it is waited for; what comes back has another term', async (t) => {
  const { log, ownership, owns, state } = member(t);
  await ownership.start();
  await waitUntil(() => state.gained === 1);
  const { term } = ownership.share();
  const back = log.rebalance();
  assert.equal(owns(), '');
  await back;
  assert.equal(state.drained, 1);
  await waitUntil(() => owns() === '0,1,2');
  assert.notEqual(ownership.share().term, term);
});

test('ownership: a share ends when the broker has not confirmed it in time, and holds again when it does', async (t) => {
  const { log, ownership, owns, state } = member(t);
  await ownership.start();
  await waitUntil(() => state.gained === 1);
  const before = ownership.share();
  log.onCommit = () => {
    throw new PlumblineError('log_unavailable');
  };
  state.now += SESSION_MS * 0.7;
  assert.equal(owns(), '0,1,2');
  state.now += SESSION_MS * 0.2;
  assert.equal(owns(), '');
  assert.notEqual(ownership.share().term, before.term);
  log.onCommit = () => {};
  await waitUntil(() => owns() === '0,1,2');
  assert.deepEqual(ownership.share(), before);
});

test('ownership: a member whose session has ended is not confirmed again, though nobody has told it', async (t) => {
  const { log, ownership, owns, state } = member(t);
  await ownership.start();
  await waitUntil(() => state.gained === 1);
  log.expel();
  const commits = log.commits.length;
  state.now += SESSION_MS;
  assert.equal(owns(), '');
  await new Promise((resolve) => setTimeout(resolve, SESSION_MS));
  assert.equal(owns(), '');
  assert.equal(log.commits.length, commits);
});

test('ownership: a share waits until what others wrote can be read', async (t) => {
  let failures = 2;
  const { ownership, owns } = member(t, {
    prepare: async () => {
      failures -= 1;
      if (failures >= 0) throw new PlumblineError('store_unavailable');
    },
  });
  await ownership.start();
  await waitUntil(() => owns() === '0,1,2');
  assert.equal(failures, -1);
});
