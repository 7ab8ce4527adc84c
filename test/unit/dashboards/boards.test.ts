import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { dashboardDocuments } from '../../../dashboards/index.ts';
import { type Board, panelsOf, readAlertRules, readBoards, type Source } from '../../support/boards.ts';

// The rules of Grafana's dashboard linter that apply to these boards, and what else keeps a board whole.
const boards = readBoards();
const CHART = ['timeseries', 'stat', 'table', 'status-history', 'state-timeline', 'heatmap', 'bargauge'];

function everyPanel(
  check: (panel: ReturnType<typeof panelsOf>[number], place: string, board: Board) => void,
) {
  for (const board of boards)
    for (const panel of panelsOf(board)) check(panel, `${board.uid} "${panel.title}"`, board);
}

test('boards: the committed files are what the generator makes', () => {
  const documents = Object.entries(dashboardDocuments());
  assert.equal(documents.length, boards.length + 2);
  for (const [file, text] of documents) assert.equal(readFileSync(file, 'utf8'), text, file);
});

test('boards: each has a stable uid of its own, a description, links to the others, and nobody edits it in Grafana', () => {
  assert.equal(new Set(boards.map(({ uid }) => uid)).size, boards.length);
  for (const { uid, id, title, description, editable, schemaVersion, tags, links } of boards) {
    assert.match(uid, /^plumbline-[a-z]{3,}$/);
    assert.equal(id, null, uid);
    assert.match(title, /^Plumbline: /, uid);
    assert.match(description, /\?/, `${uid} says what it answers`);
    assert.equal(editable, false, uid);
    assert.equal(schemaVersion, 41, uid);
    assert.deepEqual(tags, ['plumbline'], uid);
    assert.ok(
      links.some(({ type }) => type === 'dashboards'),
      uid,
    );
  }
});

test('boards: one data source variable, and every panel, variable and annotation asks it', () => {
  for (const board of boards) {
    const [first, ...rest] = board.templating.list;
    assert.deepEqual([first?.type, first?.name, first?.label], ['datasource', 'datasource', 'Data source']);
    assert.ok(rest.every(({ type }) => type === 'query'));
    const expected = { type: first?.query, uid: '${datasource}' };
    const asked: (Source | undefined)[] = [
      ...rest.map(({ datasource }) => datasource),
      ...panelsOf(board).flatMap(({ datasource, targets = [] }) => [
        datasource,
        ...targets.map((target) => target.datasource),
      ]),
      ...(board.annotations.list ?? []).flatMap(({ datasource, target }) => [datasource, target.datasource]),
    ];
    for (const source of asked) assert.deepEqual(source, expected, board.uid);
  }
});

test('boards: variables are asked for again when the range changes, one value each, labelled', () => {
  for (const { uid, templating } of boards) {
    for (const { name, label, type, refresh, multi, includeAll } of templating.list) {
      assert.ok(label, `${uid} ${name}`);
      if (type !== 'query') continue;
      assert.equal(refresh, 2, `${uid} ${name}`);
      // Several values of one variable cannot be sent percent-encoded; Prometheus has its own way.
      const several = uid === 'plumbline-service';
      assert.deepEqual([multi, includeAll], [several, several], `${uid} ${name}`);
    }
  }
});

test('boards: every panel has a title, a description, a unit and a query', () => {
  let panels = 0;
  everyPanel((panel, place) => {
    panels += 1;
    assert.ok(CHART.includes(panel.type), place);
    assert.ok(panel.title.length > 2, place);
    assert.match(panel.description ?? '', /^.{20,}\.$/, place);
    assert.ok(panel.fieldConfig?.defaults.unit, place);
    assert.ok((panel.targets ?? []).length > 0, place);
  });
  assert.ok(panels > 50);
});

test('boards: targets are told apart, and each names its format or its expression', () => {
  everyPanel(({ targets = [] }, place) => {
    assert.equal(new Set(targets.map(({ refId }) => refId)).size, targets.length, place);
    for (const { rawSql, format, expr } of targets)
      assert.ok(rawSql ? format === 0 || format === 1 : expr, place);
  });
});

test('boards: panels are numbered and do not overlap', () => {
  for (const { uid, panels } of boards) {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length, uid);
    const cells = new Set<string>();
    for (const { gridPos, title } of panels) {
      assert.ok(gridPos.x + gridPos.w <= 24, `${uid} ${title}`);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          assert.ok(!cells.has(`${x} ${y}`), `${uid} "${title}" covers another panel`);
          cells.add(`${x} ${y}`);
        }
      }
    }
  }
});

test('boards: no variable of a query is written but percent-encoded, and each is defined before it is used', () => {
  for (const board of boards.filter(({ uid }) => uid !== 'plumbline-service')) {
    const known = new Set<string>();
    const check = (sql: string, place: string) => {
      assert.doesNotMatch(sql, /\$(?!\{\w+:percentencode\}'|__\w)/, place);
      for (const [, name] of sql.matchAll(/\$\{(\w+):/g)) assert.ok(known.has(name!), `${place} ${name}`);
    };
    for (const { name, type, query } of board.templating.list) {
      if (type === 'query' && typeof query === 'object') check(query.rawSql ?? '', `${board.uid} $${name}`);
      known.add(name);
    }
    for (const { title, targets = [] } of panelsOf(board))
      for (const { rawSql = '' } of targets) check(rawSql, `${board.uid} "${title}"`);
    for (const { name, target } of board.annotations.list ?? [])
      check(target.rawSql ?? '', `${board.uid} ${name}`);
  }
});

test('boards: links lead to boards and variables that exist, and names in them are encoded', () => {
  const texts = boards.map((board) => JSON.stringify(board));
  const urls = texts.flatMap((text) => [...text.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url!));
  assert.ok(urls.length > 25);
  for (const url of urls) {
    const [, uid, query = ''] = /^\/d\/([\w-]+)\?(.*)$/.exec(url) ?? [];
    if (uid === undefined) {
      assert.match(url, /^\$\{page:raw\}\/(?:$|models\/|incidents|monitors\/|ingest$)/);
    } else {
      const target = boards.find((board) => board.uid === uid);
      assert.ok(target, url);
      for (const [, name] of query.matchAll(/var-(\w+)=/g))
        assert.ok(
          target.templating.list.some((variable) => variable.name === name),
          url,
        );
    }
    for (const [, format] of url.matchAll(/\$\{(?!__url_time_range)[^}:]+(?::(\w+))?\}/g))
      assert.match(format ?? '', /^(?:percentencode|queryparam|raw)$/, url);
  }
});

test('alert rules: each compares a query of the provisioned data source, and holds no dollar sign', () => {
  const file = 'docker/grafana/provisioning/alerting/plumbline.yaml';
  assert.ok(!readFileSync(file, 'utf8').includes('$'), 'a file of Grafana takes it for a variable');
  const { datasources } = parse(
    readFileSync('docker/grafana/provisioning/datasources/plumbline.yaml', 'utf8'),
  ) as { datasources: { uid: string }[] };
  const rules = readAlertRules();
  assert.ok(rules.length >= 5);
  assert.equal(new Set(rules.map(({ uid }) => uid)).size, rules.length);
  for (const { title, condition, data, annotations } of rules) {
    assert.ok(annotations.summary, title);
    const [query, comparison] = data;
    assert.ok(
      datasources.some(({ uid }) => uid === query?.datasourceUid),
      title,
    );
    assert.deepEqual(
      [comparison?.datasourceUid, comparison?.refId, comparison?.model.expression],
      ['__expr__', condition, query?.refId],
      title,
    );
  }
});
