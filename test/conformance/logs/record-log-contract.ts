import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPartition, RecordLog } from '../../../ingest/record-log.ts';
import { type RecordedLog, type RecorderHooks, recordLog } from '../../support/log-recorder.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** LogWorld is one log service under test; every call of log() is another client of it. */
export interface LogWorld {
  log(): RecordLog;
  /** Appends values `<prefix>0…` to a topic. */
  append(topic: string, prefix: string, count: number): Promise<void>;
  createTopic(topic: string, partitions: number): Promise<void>;
  deleteTopic(topic: string): Promise<void>;
  /** A name that nothing else uses. */
  fresh(name: string): string;
}

const valuesOf = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** recordLogContract is what the exactly-once protocol builds on; every adapter of RecordLog keeps it. */
export function recordLogContract(name: string, world: () => LogWorld): void {
  /** Closes with its test, which may close it before. */
  const member = async (t: TestContext, topic: string, group: string, hooks: RecorderHooks = {}) => {
    const recorded = await recordLog(world().log(), [topic], group, hooks);
    t.after(() => recorded.subscription.close());
    return recorded;
  };
  const topicOf = async (text: string, partitions: number) => {
    const topic = world().fresh(text);
    await world().createTopic(topic, partitions);
    return topic;
  };
  const close = (...members: readonly RecordedLog[]) =>
    Promise.all(members.map(({ subscription }) => subscription.close()));

  test(`${name}: a new group reads a log from its first record, in order, with headers`, async (t) => {
    const topic = await topicOf('order', 1);
    await world().append(topic, 'v', 500);
    const one = await member(t, topic, topic);
    await one.received(500);
    assert.deepEqual(one.values(), valuesOf('v', 500));
    assert.deepEqual(
      one.records.map(({ offset }) => offset),
      valuesOf('', 500).map(BigInt),
    );
    assert.equal(one.assignments.length, 1);
    assert.equal(one.assignments[0]?.position, 0n);
    assert.equal(one.assignments[0]?.intent, '');
    assert.equal(one.records[0]?.headers['plumbline-project'], 'shop');
    assert.ok((one.records[0]?.timestamp ?? 0) > 1_700_000_000_000);
  });

  test(`${name}: the next member starts at the committed offset and is told the intent`, async (t) => {
    const topic = await topicOf('commit', 1);
    await world().append(topic, 'v', 10);
    const partition: LogPartition = { topic, partition: 0 };
    const one = await member(t, topic, topic);
    await one.received(10);
    assert.equal(await one.subscription.commit(partition, 4n, 'i1:4:8'), 'ok');
    await close(one);
    const two = await member(t, topic, topic);
    await two.received(6);
    assert.deepEqual(two.values(), valuesOf('v', 10).slice(4));
    assert.equal(two.assignments[0]?.position, 4n);
    assert.equal(two.assignments[0]?.intent, 'i1:4:8');
    assert.equal(two.assignments[0]?.logId, one.assignments[0]?.logId);
    assert.equal(await two.subscription.commit(partition, 9n, ''), 'ok');
    await close(two);
    const three = await member(t, topic, topic);
    await three.received(1);
    assert.deepEqual(three.values(), ['v9']);
    assert.equal(three.assignments[0]?.intent, '');
  });

  test(`${name}: a commit for a partition that the member does not own is fenced`, async (t) => {
    const topic = await topicOf('unowned', 1);
    const one = await member(t, topic, topic);
    await one.owns(1);
    assert.equal(await one.subscription.commit({ topic, partition: 7 }, 0n, ''), 'fenced');
    await close(one);
    assert.equal(await one.subscription.commit({ topic, partition: 0 }, 0n, ''), 'fenced');
  });

  test(`${name}: seek repeats records and skips records`, async (t) => {
    const topic = await topicOf('seek', 1);
    await world().append(topic, 'v', 10);
    const one = await member(t, topic, topic);
    await one.received(10);
    one.subscription.seek({ topic, partition: 0 }, 7n);
    await one.received(13);
    assert.deepEqual(one.values().slice(10), ['v7', 'v8', 'v9']);
    one.subscription.seek({ topic, partition: 0 }, 12n);
    await world().append(topic, 'w', 4);
    await one.received(15);
    assert.deepEqual(one.values().slice(13), ['w2', 'w3']);
  });

  test(`${name}: a partition that its listener pauses gives nothing more until it is resumed`, async (t) => {
    const topic = await topicOf('pause', 1);
    await world().append(topic, 'v', 2_000);
    let pauses = 0;
    const one = await member(t, topic, topic, {
      records(partition, _, subscription) {
        pauses += 1;
        subscription.pause(partition);
      },
    });
    await one.received(1);
    const seen = one.records.length;
    await sleep(500);
    assert.equal(one.records.length, seen);
    while (one.records.length < 2_000) {
      const before = one.records.length;
      one.subscription.resume({ topic, partition: 0 });
      await waitUntil(() => one.records.length > before);
    }
    assert.deepEqual(one.values(), valuesOf('v', 2_000));
    assert.ok(pauses > 4, 'the log came in one piece');
  });

  test(`${name}: a member that is paused for longer than its session keeps its partitions`, async (t) => {
    const topic = await topicOf('slow', 1);
    const one = await member(t, topic, topic);
    await one.owns(1);
    one.subscription.pause({ topic, partition: 0 });
    await sleep(3_000);
    await world().append(topic, 'v', 3);
    assert.equal(await one.subscription.commit({ topic, partition: 0 }, 0n, 'i'), 'ok');
    one.subscription.resume({ topic, partition: 0 });
    await one.received(3);
    assert.deepEqual(one.events, ['assigned 0']);
  });

  test(`${name}: lag counts what is left to read`, async (t) => {
    const topic = await topicOf('lag', 2);
    await world().append(topic, 'v', 30);
    const one = await member(t, topic, topic);
    await one.received(30);
    const lag = one.subscription.lag();
    assert.equal(lag.length, 2);
    assert.equal(
      lag.reduce((sum, { end }) => sum + end, 0n),
      30n,
    );
    assert.ok(lag.every(({ position, end }) => position === end));
    for (const partition of lag) one.subscription.seek(partition, 0n);
    for (const partition of lag) one.subscription.pause(partition);
    assert.equal(
      one.subscription.lag().reduce((sum, { position }) => sum + position, 0n),
      0n,
    );
    assert.ok(one.subscription.silentFor() < 60_000);
    await close(one);
    assert.deepEqual(one.subscription.lag(), []);
  });

  test(`${name}: two members share the partitions, and one that leaves gives its own away`, async (t) => {
    const topic = await topicOf('share', 4);
    const one = await member(t, topic, topic);
    await one.owns(4);
    const two = await member(t, topic, topic);
    await two.owns(2);
    await one.owns(2);
    await world().append(topic, 'v', 200);
    await waitUntil(() => one.records.length + two.records.length >= 200);
    assert.deepEqual([...one.values(), ...two.values()].sort(), valuesOf('v', 200).sort());
    assert.ok(one.records.length > 0 && two.records.length > 0);
    await close(one);
    await two.owns(4);
  });

  test(`${name}: revoked work ends, and may commit, before another member gets the partition`, async (t) => {
    const topic = await topicOf('drain', 1);
    await world().append(topic, 'v', 10);
    const outcomes: string[] = [];
    const one = await member(t, topic, topic, {
      async revoked(partitions, subscription) {
        await sleep(1_500);
        for (const partition of partitions)
          outcomes.push(await subscription.commit(partition, 6n, 'drained'));
      },
    });
    await one.received(10);
    const two = await member(t, topic, topic);
    await waitUntil(() => one.assignments.length + two.assignments.length === 2);
    const [next] = [...one.assignments.slice(1), ...two.assignments];
    assert.deepEqual(outcomes, ['ok']);
    assert.equal(next?.position, 6n);
    assert.equal(next?.intent, 'drained');
  });

  test(`${name}: work that does not end in time holds nobody up, and its commits are fenced`, async (t) => {
    const topic = await topicOf('late', 1);
    let stuck = true;
    const one = await member(t, topic, topic, { revoked: () => waitUntil(() => !stuck) });
    await one.owns(1);
    const two = await member(t, topic, topic);
    const three = await member(t, topic, topic);
    await waitUntil(
      () => two.assignments.length + three.assignments.length > 0 || one.assignments.length > 1,
    );
    const owner = [one, two, three].find(({ subscription }) => subscription.lag().length > 0);
    assert.equal(
      await one.subscription.commit({ topic, partition: 0 }, 0n, 'late'),
      owner === one ? 'ok' : 'fenced',
    );
    stuck = false;
  });

  test(`${name}: an error of the listener ends the subscription as failed`, async (t) => {
    const topic = await topicOf('throws', 1);
    await world().append(topic, 'v', 3);
    const broken = new Error('a mistake of the listener');
    const one = await member(t, topic, topic, {
      records() {
        throw broken;
      },
    });
    await waitUntil(() => one.failures.length > 0);
    assert.deepEqual(one.failures, [broken]);
    await one.owns(0);
  });

  test(`${name}: groups do not disturb each other`, async (t) => {
    const topic = await topicOf('groups', 3);
    const one = await member(t, topic, topic);
    const two = await member(t, topic, `${topic}-other`);
    await world().append(topic, 'v', 30);
    await Promise.all([one.received(30), two.received(30)]);
    assert.deepEqual(one.values().sort(), two.values().sort());
  });

  test(`${name}: a topic that is created again has another identity and is read from its first record`, async (t) => {
    const topic = await topicOf('again', 1);
    await world().append(topic, 'old', 20);
    const one = await member(t, topic, topic);
    await one.received(20);
    assert.equal(await one.subscription.commit({ topic, partition: 0 }, 20n, 'old intent'), 'ok');
    await world().deleteTopic(topic);
    await world().createTopic(topic, 1);
    await world().append(topic, 'new', 40);
    await one.received(60);
    assert.deepEqual(one.values().slice(20), valuesOf('new', 40));
    const [first, second] = one.assignments;
    assert.notEqual(first?.logId, second?.logId);
    assert.equal(second?.position, 0n);
    assert.equal(second?.intent, '');
  });
}
