import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDayRollUps } from '../../../store/day-roll-ups.ts';
import type { QueryRunner } from '../../../store/query-runner.ts';
import { DAY, START, series } from '../../support/alert-builders.ts';

/** recording answers every roll-up, except while `failing`, and keeps which days were asked for. */
function recording() {
  const asked: unknown[] = [];
  const state = { failing: false, asked };
  const runner = {
    async execute(_name: string, { parameters = {} }: { parameters?: Readonly<Record<string, unknown>> }) {
      if (state.failing) throw new Error('away');
      const { model, from, to } = parameters as { model: string; from: number; to: number };
      asked.push([model, (from - START) / DAY, (to - START) / DAY]);
    },
  } as unknown as QueryRunner;
  return { state, rollUps: createDayRollUps(runner) };
}

const window = (day: number) => ({ start: START + day * DAY + 1, end: START + (day + 1) * DAY });

test('day roll-ups: the days of a series are made together, from the first to the last', async () => {
  const { state, rollUps } = recording();
  for (const day of [3, 1, 3]) rollUps.note(series(), window(day));
  rollUps.note(series({ model: 'other' }), window(-1));
  await rollUps.flush();
  assert.deepEqual(state.asked, [
    ['delays', 1, 4],
    ['other', -1, 0],
  ]);
  await rollUps.flush();
  assert.equal(state.asked.length, 2);
});

test('day roll-ups: a day that could not be made is made with the next', async () => {
  const { state, rollUps } = recording();
  state.failing = true;
  rollUps.note(series(), window(0));
  await assert.rejects(rollUps.flush(), /away/);
  state.failing = false;
  rollUps.note(series(), window(2));
  await rollUps.flush();
  assert.deepEqual(state.asked, [['delays', 0, 3]]);
});

test('day roll-ups: the days of one model wait for its own, under way or noted, and for no others', async () => {
  const asked: string[] = [];
  const waiting = new Map<string, () => void>();
  const runner = {
    execute: (_name: string, { parameters = {} }: { parameters?: Readonly<Record<string, unknown>> }) => {
      asked.push(`${parameters.model} ${parameters.monitor}`);
      return new Promise<void>((done) => waiting.set(String(parameters.monitor), done));
    },
  } as unknown as QueryRunner;
  const rollUps = createDayRollUps(runner);
  const finish = async (monitor: string) => {
    waiting.get(monitor)!();
    await new Promise(setImmediate);
  };
  for (const [model, monitor] of [
    ['big', 'a'],
    ['small', 'b'],
    ['big', 'c'],
  ] as const) {
    rollUps.note(series({ model, monitor }), window(0));
  }
  const all = rollUps.flush();
  const small = rollUps.flush({ project: series().project, model: 'small' });
  assert.deepEqual(asked, ['big a', 'small b']);
  await finish('b');
  await small;
  const big = rollUps.flush({ project: series().project, model: 'big' });
  await finish('a');
  assert.deepEqual(asked, ['big a', 'small b', 'big c']);
  await finish('c');
  await Promise.all([all, big]);
  assert.equal(asked.length, 3);
});
