import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from '../../../store/split-statements.ts';

test('split: semicolons in quotes and comments do not end a statement', () => {
  const source = `
    -- a; comment
    SELECT 'a;b', 'it''s;', 'back\\';slash' /* block; comment */;
    SELECT \`tick;\`, "double;";;
    SELECT 3`;
  assert.deepEqual(splitStatements(source), [
    "SELECT 'a;b', 'it''s;', 'back\\';slash'",
    'SELECT `tick;`, "double;"',
    'SELECT 3',
  ]);
});

test('split: nothing but comments is no statement', () => {
  assert.deepEqual(splitStatements('-- only\n/* comments; */ ;'), []);
});
