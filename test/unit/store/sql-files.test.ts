import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  fillSlots,
  listSqlFiles,
  loadSqlFile,
  parseSqlFile,
  SQL_DIRECTORY,
} from '../../../store/sql-files.ts';

test('sql files: comments are taken off and the settings line is read', () => {
  const file = parseSqlFile(
    'x',
    '-- What.\n-- settings: max_threads=2, max_execution_time=300\nSELECT 1 -- no\n;\n',
  );
  assert.equal(file.text, 'SELECT 1 -- no\n');
  assert.deepEqual(file.settings, { max_threads: 2, max_execution_time: 300 });
});

test('sql files: a slot takes text as it is, and an open one is a mistake', () => {
  assert.equal(fillSlots('a {{x}} b {{x}}', { x: '$& {{y}}' }), 'a $& {{y}} b $& {{y}}');
  assert.throws(() => fillSlots('{{x}}', {}), /x.* has no text/);
});

for (const folder of ['queries', 'views'] as const) {
  for (const name of listSqlFiles(folder)) {
    test(`sql files: ${folder}/${name} says what it is, its parameters, slots, key and rows`, () => {
      const source = readFileSync(join(SQL_DIRECTORY, folder, `${name}.sql`), 'utf8');
      const header = source.split('\n').filter((line) => line.startsWith('--'));
      const told = header.join('\n');
      assert.match(header[0]!, /^-- [A-Z].*/);
      assert.match(told, /^-- rows: \S/m);
      assert.match(told, /^-- key: \S/m);
      const { text } = loadSqlFile(folder, name);
      for (const [, slot] of text.matchAll(/\{\{(\w+)\}\}/g)) {
        if (slot !== 'rows' && folder === 'queries')
          assert.match(told, new RegExp(`slots:[^\\0]*\\b${slot}\\b`), slot);
      }
      for (const [, parameter] of text.matchAll(/[^{]\{(\w+):[^}]+\}/g)) {
        assert.match(told, new RegExp(`parameters:[^\\0]*\\b${parameter}\\b`), parameter);
      }
    });
  }
}
