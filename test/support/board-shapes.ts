import assert from 'node:assert/strict';
import type { BoardQuery, Column, Result } from './board-queries.ts';
import type { BoardPanel, Link } from './boards.ts';

const names = (columns: readonly Column[], kind: Column['kind']) =>
  columns.filter((column) => column.kind === kind).map(({ name }) => name);

/** assertShape throws unless the rows are what Grafana needs where the query is used. */
export function assertShape(query: BoardQuery, result: Result): void {
  const { place, use, format, panel } = query;
  const { columns } = result;
  const all = columns.map(({ name }) => name);
  assert.equal(new Set(all).size, all.length, `${place}: names of columns differ`);
  assert.deepEqual(names(columns, 'other'), [], `${place}: every column is text, a number or a time`);
  if (use === 'variable') assertVariable(place, result);
  else if (use === 'annotation') assertAnnotation(place, columns);
  else if (use === 'rule') assertRule(place, columns);
  else if (format === 0) assertSeries(place, panel!, result);
  else if (format === 1) assertTable(place, panel!, result);
  else assert.fail(`${place}: format ${format} is unknown`);
}

function assertVariable(place: string, { columns, rows }: Result): void {
  assert.ok(
    columns.every(({ kind }) => kind === 'text'),
    `${place}: values are text`,
  );
  if (columns.length !== 1)
    assert.deepEqual(
      columns.map(({ name }) => name),
      ['value', 'text'],
      place,
    );
  const values = rows.map(([value]) => value);
  assert.equal(new Set(values).size, values.length, `${place}: each value once`);
}

function assertAnnotation(place: string, columns: readonly Column[]): void {
  const shape = columns.map(({ name, kind }) => `${name} ${kind}`);
  assert.deepEqual(shape, ['time time', 'timeEnd time', 'title text', 'text text', 'tags text'], place);
}

/** The only number of an alert rule is compared, and text becomes its labels. */
function assertRule(place: string, columns: readonly Column[]): void {
  assert.equal(names(columns, 'number').length, 1, `${place}: one number`);
  assert.equal(names(columns, 'time').length, 0, `${place}: no time`);
}

function assertSeries(place: string, panel: BoardPanel, { columns, rows }: Result): void {
  const labels = names(columns, 'text');
  const numbers = names(columns, 'number');
  assert.deepEqual([columns[0]?.name, columns[0]?.kind], ['time', 'time'], place);
  assert.deepEqual(names(columns, 'time'), ['time'], `${place}: one time`);
  assert.ok(numbers.length > 0, `${place}: a number`);
  if (labels.length > 0) assert.equal(numbers.length, 1, `${place}: one number beside labels`);
  const times = rows.map(([time]) => String(time));
  assert.deepEqual(times, [...times].sort(), `${place}: times ascend`);
  const places = labels.map((name) => columns.findIndex((column) => column.name === name));
  const points = rows.map((row) => JSON.stringify([row[0], ...places.map((index) => row[index])]));
  assert.equal(new Set(points).size, points.length, `${place}: one value per time and series`);
  for (const label of referred(panel, /__field\.labels\.(\w+)/g))
    assert.ok(labels.includes(label), `${place}: the label ${label} is there`);
  if (labels.length === 0) assertOverrides(place, panel, numbers);
  if (panel.type === 'status-history' || panel.type === 'state-timeline') {
    const ranks = new Set(rows.map((row) => row.at(-1)));
    for (const rank of ranks) assert.ok([-1, 0, 1, 2].includes(rank as number), `${place}: rank ${rank}`);
  }
}

function assertTable(place: string, panel: BoardPanel, { columns, rows }: Result): void {
  const all = columns.map(({ name }) => name);
  assertOverrides(place, panel, all);
  for (const field of referred(panel, /__data\.fields\.(\w+)/g))
    assert.ok(all.includes(field), `${place}: the column ${field} is there`);
  if (panel.type === 'stat') assert.equal(rows.length, 1, `${place}: one row`);
}

function assertOverrides(place: string, panel: BoardPanel, columns: readonly string[]): void {
  for (const { matcher } of panel.fieldConfig?.overrides ?? []) {
    if (matcher.id === 'byName')
      assert.ok(columns.includes(matcher.options), `${place}: the column ${matcher.options} is there`);
  }
}

/** What the display name and the links of a panel refer to. */
function referred({ fieldConfig }: BoardPanel, pattern: RegExp): readonly string[] {
  const { defaults, overrides = [] } = fieldConfig ?? { defaults: {} };
  const links = overrides.flatMap(({ properties }) =>
    properties.filter(({ id }) => id === 'links').flatMap(({ value }) => value as Link[]),
  );
  const texts = [...(defaults.links ?? []), ...links].map(({ url }) => url);
  return [...`${defaults.displayName ?? ''} ${texts.join(' ')}`.matchAll(pattern)].map(([, name]) => name!);
}
