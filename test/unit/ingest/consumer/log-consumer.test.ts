import assert from 'node:assert/strict';
import test from 'node:test';
import { PlumblineError } from '../../../../domain/index.ts';
import { CONSUMER_LIMITS } from '../../../../ingest/consumer/limits.ts';
import { createLogConsumer, type LogConsumer } from '../../../../ingest/consumer/log-consumer.ts';
import type { LogBatch, LogWriter } from '../../../../ingest/ports.ts';
import { MemoryLog } from '../../../support/memory-log.ts';

/** Keeps lines by place, and forgets repeated tokens, as the tables do. */
class TokenWriter implements LogWriter {
  readonly tokens = new Set<string>();
  readonly batches: LogBatch[] = [];
  readonly lines: string[] = [];
  readonly quarantine: string[] = [];
  /** Called before a batch is kept; throws what the store would throw. */
  before: (batch: LogBatch) => void | Promise<void> = () => {};

  async write(batch: LogBatch) {
    this.batches.push(batch);
    await this.before(batch);
    const counts = { read: 0, accepted: 0, quarantined: 0 };
    const fresh = !this.tokens.has(batch.token);
    this.tokens.add(batch.token);
    for (const { value, problem } of batch.entries) {
      const lines = new TextDecoder().decode(value).split('\n');
      for (const line of problem === undefined ? lines.filter((text) => text !== '') : [lines.join('')]) {
        counts.read += 1;
        counts[problem === undefined ? 'accepted' : 'quarantined'] += 1;
        if (fresh) (problem === undefined ? this.lines : this.quarantine).push(line);
      }
    }
    return counts;
  }
}

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const LIMITS = {
  ...CONSUMER_LIMITS,
  batch: { rows: 4, bytes: 1_000_000, ageMs: 20 },
  drainMs: 200,
};

function consumerOf(
  log: MemoryLog,
  writer: LogWriter,
  stalled: string[] = [],
  blockSettings = 1,
): LogConsumer {
  return createLogConsumer({
    ...{ log, writer, group: 'g', limits: LIMITS, blockSettings, logger: quiet },
    topics: [{ topic: 't', kind: 'prediction', project: 'p' }],
    clock: () => performance.now(),
    random: () => 0.01,
    onStalled: (reason) => stalled.push(reason),
  });
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 2000) throw new Error('It did not come to that.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function filled(entries: number, partitions = 1): MemoryLog {
  const log = new MemoryLog('t', partitions);
  for (let index = 0; index < entries; index += 1) log.append(index % partitions, `{"id":${index}}`);
  return log;
}

const refused = () => new PlumblineError('store_refused');
const unknown = () => new PlumblineError('store_unknown', undefined, { retryable: true });
const ids = (writer: TokenWriter) => writer.lines.map((line) => JSON.parse(line).id).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test('consumer: every record lands once, and one commit per batch moves on in steady state', async () => {
  const log = filled(40);
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  assert.deepEqual(ids(writer), upTo(40));
  await until(() => log.committed.get(0)?.intent === '');
  assert.equal(log.committed.get(0)?.offset, 40n);
  assert.ok(log.commits.length <= writer.batches.length + 5, `${log.commits.length} commits`);
  const { topics, batches, bufferedBytes } = consumer.metrics();
  assert.deepEqual(topics.t, { read: 40, accepted: 40, quarantined: 0, skipped: 0 });
  assert.deepEqual([batches, bufferedBytes], [writer.batches.length, 0]);
  await consumer.stop(1000);
});

test('consumer: a range is marked before it is written, under the token that names it', async () => {
  const log = filled(4);
  const writer = new TokenWriter();
  writer.before = () => assert.deepEqual(log.committed.get(0), { offset: 0n, intent: 'i1:0-3:4:1' });
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual([...writer.tokens], ['log:0:0-3']);
});

test('consumer: a marked range is gathered again exactly, whatever has come since', async () => {
  const log = filled(30);
  log.remember(0, { offset: 2n, intent: 'i1:2-12:11:1' });
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.equal(writer.batches[0]?.token, 'log:0:2-12');
  assert.equal(writer.batches[0]?.entries.length, 11);
  assert.deepEqual(ids(writer), upTo(30).slice(2));
  assert.equal(consumer.metrics().intentsReplayed, 1);
});

test('consumer: a marked range that retention took does not hold the partition up', async () => {
  const log = filled(30);
  log.remember(0, { offset: 2n, intent: 'i1:2-12:11:1' });
  log.drop(0, 20n);
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(ids(writer), upTo(30).slice(20));
  assert.ok(!writer.tokens.has('log:0:2-12'));
});

test('consumer: what a newer release marked is not guessed at', async () => {
  const log = filled(3);
  log.remember(0, { offset: 0n, intent: 'i2:whatever' });
  const stalled: string[] = [];
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer, stalled);
  await consumer.start();
  await until(() => stalled.length > 0);
  assert.match(stalled[0]!, /newer release/);
  assert.equal(writer.batches.length, 0);
  await consumer.stop(1000);
});

test('consumer: other block settings write the marked range under the same token', async () => {
  const log = filled(3);
  log.remember(0, { offset: 0n, intent: 'i1:0-2:3:1' });
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer, [], 2);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual([...writer.tokens], ['log:0:0-2']);
});

test('consumer: an unknown outcome repeats the very same batch until it is answered', async () => {
  const log = filled(10);
  const writer = new TokenWriter();
  let failures = 5;
  const write = writer.write.bind(writer);
  const lossy: LogWriter = {
    async write(batch) {
      const counts = await write(batch);
      failures -= 1;
      if (failures >= 0) throw unknown();
      return counts;
    },
  };
  const consumer = consumerOf(log, lossy);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(ids(writer), upTo(10));
  const [first, ...again] = writer.batches.slice(0, 5);
  for (const batch of again) assert.equal(batch, first);
  assert.equal(consumer.metrics().retries, 5);
});

test('consumer: commits that fail are repeated', async () => {
  const log = filled(10);
  let failures = 3;
  log.onCommit = () => {
    failures -= 1;
    if (failures >= 0) throw new PlumblineError('log_unavailable', undefined, { retryable: true });
  };
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(ids(writer), upTo(10));
  assert.equal(consumer.metrics().commitRetries, 3);
});

test('consumer: records that ClickHouse refuses stand alone in quarantine, also inside an entry of many lines', async () => {
  const log = new MemoryLog('t');
  const poison = new Set([3, 17, 18, 40]);
  const line = (id: number) => (poison.has(id) ? `{"id":${id},"poison":1}` : `{"id":${id}}`);
  for (let entry = 0; entry < 10; entry += 1) {
    log.append(
      0,
      upTo(5)
        .map((index) => line(entry * 5 + index))
        .join('\n'),
    );
  }
  const writer = new TokenWriter();
  writer.before = ({ entries }) => {
    const read = entries.filter(({ problem }) => problem === undefined);
    if (read.some(({ value }) => new TextDecoder().decode(value).includes('poison'))) throw refused();
  };
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(
    ids(writer),
    upTo(50).filter((id) => !poison.has(id)),
  );
  assert.deepEqual(writer.quarantine.sort(), [...poison].map(line).sort());
  const { topics, bisections } = consumer.metrics();
  assert.deepEqual(topics.t, { read: 50, accepted: 46, quarantined: 4, skipped: 0 });
  assert.ok(bisections > 0);
});

test('consumer: killed at every commit and insert while it bisects, each record still lands once', async () => {
  const writer = new TokenWriter();
  const log = new MemoryLog('t');
  for (let entry = 0; entry < 3; entry += 1) {
    log.append(
      0,
      upTo(4)
        .map((index) => `{"id":${entry * 4 + index}}`)
        .join('\n'),
    );
  }
  // From one life to the next ClickHouse may refuse something else: what has landed must still be known.
  let life = 0;
  for (let done = false; !done; life += 1) {
    assert.ok(life < 200);
    let steps = 0;
    const dies = () => {
      steps += 1;
      return steps === 2;
    };
    writer.before = ({ entries }) => {
      const poison = life % 3 === 0 ? '"id":5}' : life % 3 === 1 ? '"id":6}' : 'none';
      const read = entries.filter(({ problem }) => problem === undefined);
      if (read.some(({ value }) => new TextDecoder().decode(value).includes(poison))) throw refused();
    };
    let dead = false;
    log.onCommit = () => {
      if (dead) throw new Error('dead');
    };
    const write: LogWriter = {
      async write(batch) {
        if (dead) throw new Error('dead');
        const counts = await writer.write(batch);
        if (dies()) dead = true;
        return counts;
      },
    };
    const consumer = consumerOf(log, write);
    await consumer.start();
    await until(() => dead || (log.committed.get(0)?.offset === 3n && log.committed.get(0)?.intent === ''));
    done = !dead;
    log.expel();
    await consumer.stop(100);
  }
  const kept = [...writer.lines, ...writer.quarantine]
    .map((text) => JSON.parse(text).id)
    .sort((a, b) => a - b);
  assert.deepEqual(kept, upTo(12));
});

test('consumer: a store that refuses even its quarantine is waited for, nothing is passed over', async () => {
  const log = filled(4);
  const writer = new TokenWriter();
  let broken = true;
  writer.before = () => {
    if (broken) throw refused();
  };
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.metrics().retries > 2);
  assert.equal(log.committed.get(0)?.offset, 0n);
  broken = false;
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.equal(writer.lines.length + writer.quarantine.length, 4);
});

test('consumer: a fenced member drops its buffer and commits no more', async () => {
  const log = filled(4);
  const writer = new TokenWriter();
  let fenced = false;
  writer.before = () => {
    log.expel();
    fenced = true;
  };
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => fenced && consumer.metrics().fenced === 1);
  assert.deepEqual(log.committed.get(0), { offset: 0n, intent: 'i1:0-3:4:1' });
  assert.equal(consumer.metrics().bufferedBytes, 0);
  await consumer.stop(1000);
  // The next owner finds the mark and writes the same range under the same token.
  const next = consumerOf(log, writer);
  writer.before = () => {};
  await next.start();
  await until(() => next.caughtUp());
  await next.stop(1000);
  assert.deepEqual(ids(writer), upTo(4));
});

test('consumer: rebalances in the middle of everything lose and repeat nothing', async () => {
  const log = filled(300, 3);
  const writer = new TokenWriter();
  writer.before = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
  const consumer = consumerOf(log, writer);
  await consumer.start();
  for (let round = 0; round < 15; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    await log.rebalance();
  }
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(ids(writer), upTo(300));
  assert.equal(consumer.metrics().rebalances, 15);
});

test('consumer: an insert that hangs delays a rebalance only so long, and what it does later is void', async () => {
  const log = filled(4);
  const writer = new TokenWriter();
  let release = () => {};
  writer.before = () => new Promise((resolve) => (release = resolve));
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => writer.batches.length === 1);
  const commits = log.commits.length;
  await consumer.stop(5000);
  release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(log.commits.length, commits);
});

test('consumer: a tombstone is skipped, an unreadable entry goes to quarantine with its code', async () => {
  const log = new MemoryLog('t');
  log.append(0, null);
  log.append(0, '{"id":0}');
  log.append(0, 'bytes', { problem: 'unknown_codec' });
  log.append(0, null);
  const writer = new TokenWriter();
  const consumer = consumerOf(log, writer);
  await consumer.start();
  await until(() => consumer.caughtUp());
  await consumer.stop(1000);
  assert.deepEqual(consumer.metrics().topics.t, { read: 2, accepted: 1, quarantined: 1, skipped: 2 });
});

test('consumer: a log that gives offsets again ends the consumer', async () => {
  const log = filled(4);
  log.append(0, '{}', { offset: 1n });
  const stalled: string[] = [];
  const consumer = consumerOf(log, new TokenWriter(), stalled);
  await consumer.start();
  await until(() => stalled.length > 0);
  assert.match(stalled[0]!, /went back/);
  await consumer.stop(1000);
});
