import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvText, fileName } from '../../../web/export/csv.ts';

test('CSV quotes what needs it and writes nothing for what is not there', () => {
  const text = csvText(
    ['name', 'value'],
    [
      ['a, "b"', 0.5],
      ['two\nlines', null],
      ['plain', true],
    ],
  );
  assert.equal(text, 'name,value\r\n"a, ""b""",0.5\r\n"two\nlines",\r\nplain,true\r\n');
});

test('text that a spreadsheet would run as a formula is defused, numbers are not', () => {
  const rows = ['=HYPERLINK("x")', '+1', '-1', '@sum', '\tx'].map((text) => [text]);
  assert.equal(
    csvText(['t'], [...rows, [-1]]),
    't\r\n"\'=HYPERLINK(""x"")"\r\n\'+1\r\n\'-1\r\n\'@sum\r\n\'\tx\r\n-1\r\n',
  );
});

test('file names keep letters of any script and nothing that a path or a shell reads', () => {
  assert.equal(fileName(['../modèle', '$(x) drift'], 'csv'), 'modèle-x-drift.csv');
  assert.equal(fileName(['///'], 'png'), 'plumbline.png');
  assert.ok(fileName(['x'.repeat(500)], 'csv').length < 130);
});
