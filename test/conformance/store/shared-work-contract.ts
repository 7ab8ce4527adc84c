import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_MODELS, type ModelShare, modelPart } from '../../../domain/index.ts';
import { notification, transition } from './alert-rows.ts';
import type { ContractSubject } from './contract-subject.ts';

const NAMES = ['plain', 'größe', '模型', "it's", 'back\\slash', 'a\0b', '', '😀'];

/** sharedWorkContract: processes that share the work see the same of it. */
export function sharedWorkContract(subject: ContractSubject): void {
  test('the part of a model is the same in the store and in the process', async () => {
    for (const name of NAMES) {
      const hex = (text: string) => `unhex('${Buffer.from(text).toString('hex')}')`;
      const [row] = await subject.harness.sql(
        `SELECT CRC32(concat(${hex('p')}, '\\0', ${hex(name)})) % 97 AS part`,
      );
      assert.equal(Number(row?.part), modelPart('p', name, 97), name);
    }
  });

  test('positions of a log: the last one noted counts, with its age', async () => {
    const { positionStore } = subject.store;
    const topic = subject.project();
    const noted = async () => (await positionStore.loadPositions()).filter((item) => item.topic === topic);
    await positionStore.savePositions([
      { topic, partition: 0, position: 5, end: 9 },
      { topic, partition: 1, position: 0, end: 0 },
    ]);
    await positionStore.savePositions([{ topic, partition: 0, position: 9, end: 9 }]);
    const rows = await noted();
    assert.deepEqual(
      rows.map(({ partition, position, end }) => [partition, position, end]),
      [
        [0, 9, 9],
        [1, 0, 0],
      ],
    );
    assert.ok(rows.every(({ ageMs }) => ageMs >= 0 && ageMs < 60_000));
    assert.deepEqual(
      (await positionStore.loadNewest()).filter((item) => item.topic === topic),
      [],
    );
  });

  test('states of monitors: the last one written counts, by project', async () => {
    const { statusStore } = subject.store;
    const project = subject.project();
    await statusStore.saveStatuses([
      { project, monitor: 'a', status: '{"n":1}' },
      { project, monitor: 'b', status: '{"n":2}' },
    ]);
    await statusStore.saveStatuses([{ project, monitor: 'a', status: '{"n":"it\'s"}' }]);
    assert.deepEqual(await statusStore.loadStatuses(project), [
      { project, monitor: 'a', status: '{"n":"it\'s"}' },
      { project, monitor: 'b', status: '{"n":2}' },
    ]);
    assert.deepEqual(await statusStore.loadStatuses(subject.project()), []);
  });

  test('features that came through a log are known by the kind that came first, unless a gateway knows better', async () => {
    const { store, harness } = subject;
    const project = subject.project();
    const seen = (feature: string, kind: string, second: number) =>
      `('${project}', 'm', '${feature}', '${kind}', ${second}, ${second + 5}, ${second})`;
    await harness.sql(
      `INSERT INTO features_seen (project, model, feature, kind, first_seen, last_seen, first_received_at) VALUES
      ${seen('age', 'categorical', 20)}, ${seen('age', 'numeric', 10)}, ${seen('zip', 'numeric', 10)}`,
    );
    const times = { firstSeen: 1, lastSeen: 2 };
    await store.catalogueStore.saveCatalogue([
      { project, model: 'm', feature: 'zip', kind: 'categorical', kindSource: 'declared', ...times },
    ]);
    const known = (await store.catalogueStore.loadCatalogue()).filter((entry) => entry.project === project);
    assert.deepEqual(known, [
      {
        ...{ project, model: 'm', feature: 'age', kind: 'numeric', kindSource: 'learnt' },
        ...{ firstSeen: 10, lastSeen: 25 },
      },
      { project, model: 'm', feature: 'zip', kind: 'categorical', kindSource: 'declared', ...times },
    ]);
  });

  test('a process that takes over writes after all that others have written', async () => {
    const { store, harness } = subject;
    const project = subject.project();
    // Another process whose clock is an hour ahead.
    const ahead = (Date.now() + 3_600_000) * 1000;
    await harness.sql(
      `INSERT INTO monitor_states (project, monitor, state, write_order) VALUES ('${project}', 'a', 'theirs', ${ahead})`,
    );
    const state = async () => (await store.statusStore.loadStatuses(project))[0]?.status;
    await store.statusStore.saveStatuses([{ project, monitor: 'a', status: 'early' }]);
    assert.equal(await state(), 'theirs');
    await store.takeOver();
    await store.statusStore.saveStatuses([{ project, monitor: 'a', status: 'ours' }]);
    assert.equal(await state(), 'ours');
  });

  test("pending notifications belong to the owner of their incident's model", async () => {
    const { alertStore, notificationLog } = subject.store;
    const project = subject.project();
    const part = (model: string): ModelShare => ({ term: 1, of: 97, parts: [modelPart(project, model, 97)] });
    const [first] = part('m').parts;
    const others = Array.from({ length: 97 }, (_, number) => `n${number}`);
    // The project's name is random: another model may have the same part.
    const other = others.find((model) => part(model).parts[0] !== first) ?? '';
    await alertStore.appendTransitions([
      transition(project, { incidentId: 'i1', transitionId: 't1', model: 'm' }),
      transition(project, { incidentId: 'i2', transitionId: 't2', model: other }),
    ]);
    await notificationLog.saveNotifications([
      notification(project, { notificationId: 'n1', incidentId: 'i1', transitionId: 't1' }),
      notification(project, { notificationId: 'n2', incidentId: 'i2', transitionId: 't2' }),
    ]);
    const pendingOf = async (share: ModelShare) =>
      (await notificationLog.loadPending(share))
        .filter((row) => row.project === project)
        .map(({ notificationId }) => notificationId)
        .sort();
    assert.deepEqual(await pendingOf(part('m')), ['n1']);
    assert.deepEqual(await pendingOf(part(other)), ['n2']);
    assert.deepEqual(await pendingOf({ term: 1, of: 97, parts: [] }), []);
    assert.deepEqual(await pendingOf(ALL_MODELS), ['n1', 'n2']);
  });
}
