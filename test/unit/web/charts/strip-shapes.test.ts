import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripShapes, stripText } from '../../../../web/charts/strip-shapes.ts';

const DAYS = ([null, 'none', 'critical', 'critical'] as const).map((severity, index) => ({
  day: `2001-02-0${index + 1}T00:00:00.000Z`,
  severity,
}));

test('days of a kind are one path, and worse days stand taller', () => {
  const shapes = new Map(stripShapes(DAYS).map(({ kind, path }) => [kind, path]));
  assert.deepEqual([...shapes.keys()], ['nothing', 'none', 'critical']);
  assert.equal(shapes.get('critical'), 'M8 0h3v26h-3zM12 0h3v26h-3z');
  assert.equal(shapes.get('none'), 'M4 18h3v8h-3z');
});

test('the strip is told in words', () => {
  assert.equal(stripText(DAYS), '1 Feb 2001 to 4 Feb 2001: 2 critical days, 0 days with a warning');
  assert.equal(stripText([]), 'No days yet');
});
