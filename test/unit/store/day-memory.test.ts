import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDayMemory } from '../../../store/day-memory.ts';

const days = (...pairs: (readonly [number, number])[]) => new Map(pairs);

test('day memory: days come back in order while all of them have the block that they were read at', () => {
  const memory = createDayMemory<string>();
  memory.remember('m', 1, 10, ['a', 'b']);
  memory.remember('m', 2, 20, ['c']);
  memory.remember('m', 3, 0, []);
  assert.deepEqual(memory.recall('m', days([1, 10], [2, 20], [3, 0])), ['a', 'b', 'c']);
  assert.equal(memory.recall('m', days([1, 10], [2, 21])), null, 'a day has changed');
  assert.equal(memory.recall('m', days([1, 10], [4, 0])), null, 'a day is not known');
  assert.equal(memory.recall('n', days([1, 10])), null, 'another model');
  memory.remember('m', 2, 21, ['d']);
  assert.deepEqual(memory.recall('m', days([2, 21])), ['d']);
});

test('day memory: the models asked for last are kept, and their latest days', () => {
  const memory = createDayMemory<number>();
  for (let day = 0; day < 50; day += 1) memory.remember('old', day, 1, [day]);
  assert.equal(memory.recall('old', days([9, 1])), null);
  assert.deepEqual(memory.recall('old', days([49, 1])), [49]);
  for (let model = 0; model < 40; model += 1) memory.remember(`m${model}`, 0, 1, [model]);
  assert.equal(memory.recall('old', days([49, 1])), null);
  assert.deepEqual(memory.recall('m39', days([0, 1])), [39]);
});
