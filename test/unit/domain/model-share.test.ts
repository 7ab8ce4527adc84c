import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL_MODELS, hasModel, modelPart, NO_MODELS } from '../../../domain/index.ts';

test('model share: every model is in one part, and a process without a part has none', () => {
  const models = Array.from({ length: 200 }, (_, n) => `model-${n}`);
  for (const model of models) {
    assert.ok(hasModel(ALL_MODELS, 'p', model));
    assert.ok(!hasModel(NO_MODELS, 'p', model));
    const owners = [0, 1, 2, 3, 4].filter((part) => hasModel({ term: 1, of: 5, parts: [part] }, 'p', model));
    assert.deepEqual(owners, [modelPart('p', model, 5)]);
  }
  assert.equal(new Set(models.map((model) => modelPart('p', model, 5))).size, 5);
});

test('model share: project and model are told apart', () => {
  const parts = (project: string, model: string) => modelPart(project, model, 1_000_003);
  assert.notEqual(parts('ab', 'c'), parts('a', 'bc'));
});
