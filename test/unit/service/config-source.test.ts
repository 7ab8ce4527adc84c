import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { interpolate } from '../../../service/config/interpolate.ts';
import { parseYaml } from '../../../service/config/yaml-source.ts';

test('parseYaml: a path leads to its line, a missing key to the nearest line above it', () => {
  const source = parseYaml(
    'listen: 127.0.0.1:80\nmodels:\n  - name: a\n  - name: b\n    task: binary\n',
    'x.yaml',
  );
  assert.equal(source.lineOf(['models', 1, 'task']), 5);
  assert.equal(source.lineOf(['models', 1, 'absent']), 4);
  assert.equal(source.lineOf(['nothing']), 1);
});

test('parseYaml: a syntax error and a repeated key become problems with a line', () => {
  assert.match(parseYaml('a: [1, 2\n', 'x.yaml').problems[0]!.message, /line \d+/);
  assert.match(parseYaml('a: 1\na: 2\n', 'x.yaml').problems[0]!.message, /line 2/);
});

test('interpolate: variables, their _FILE twins and key_file twins are read; missing ones are problems', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-config-'));
  try {
    writeFileSync(join(folder, 'secret'), 'from file\n');
    const environment = { TOKEN: 'from env', OTHER_FILE: join(folder, 'secret') };
    const { value, problems } = interpolate(
      {
        a: 'x ${TOKEN}',
        b: ['${OTHER}'],
        token_file: join(folder, 'secret'),
        c: '${NONE}',
        d_file: join(folder, 'absent'),
      },
      environment,
    );
    assert.deepEqual(value, { a: 'x from env', b: ['from file'], token: 'from file', c: '', d: '' });
    assert.deepEqual(
      problems.map((problem) => problem.path),
      [['c'], ['d_file']],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
