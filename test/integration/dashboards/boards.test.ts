import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Engine } from '../../../store/connection.ts';
import { openEmbeddedEngine } from '../../../store/embedded-engine.ts';
import { openStore } from '../../../store/index.ts';
import { checkBoards } from '../../support/board-check.ts';
import {
  clickHouseBoards,
  queriesOf,
  type RunSql,
  ruleQueries,
  runBoardQuery,
} from '../../support/board-queries.ts';
import { assertShape } from '../../support/board-shapes.ts';
import { type BoardNames, STORY_RANGE, tellBoardStory } from '../../support/board-story.ts';
import { readAlertRules } from '../../support/boards.ts';

const PLAIN: BoardNames = {
  project: 'shop',
  model: 'eta',
  version: 'v1',
  monitor: 'inputs',
  segment: 'north',
  feature: 'km',
};
// Each name would end a text, a call or a statement, or be filled in, where it is not encoded.
const HOSTILE: BoardNames = {
  project: "back\\slash' OR 1=1 -- 100 % %27 😀 \u202e",
  model: "\\'); DROP TABLE predictions; --\nline\tbreak",
  version: "it's $1 $& {project:String}",
  monitor: '"double" `tick` <script>alert(1)</script>',
  segment: '/* comment',
  feature: '${model:percentencode} $__toTime_ms \\',
};
const ALL = [PLAIN, HOSTILE];

const directory = mkdtempSync(join(tmpdir(), 'boards-'));
let engine: Engine;
const run: RunSql = (sql) => engine.writer.run(sql);

before(async () => {
  const path = join(directory, 'db');
  const store = await openStore({ url: `chdb:${path}` });
  for (const names of ALL) await tellBoardStory(store, names);
  await store.close();
  engine = await openEmbeddedEngine({ path, appenders: 0, readers: 0 });
});
after(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
});

test('boards: every query has rows of the shape that its panel needs, whatever things are called', async () => {
  const start = { ...STORY_RANGE, variables: { project: HOSTILE.project } };
  const { chosen, queries, empty } = await checkBoards(run, start);
  assert.deepEqual(empty, []);
  assert.ok(queries > 50);
  const { model, feature } = chosen['plumbline-feature']!;
  assert.deepEqual({ model, feature }, { model: HOSTILE.model, feature: HOSTILE.feature });
});

test('boards: a chosen version and monitor leave out the others, and a project never shows another', async () => {
  const board = clickHouseBoards().find(({ uid }) => uid === 'plumbline-model')!;
  const verdicts = queriesOf(board).find(({ panel }) => panel?.title === 'Verdicts')!;
  const rows = async (variables: Record<string, string>) => {
    const input = { ...STORY_RANGE, variables: { project: 'shop', model: 'eta', ...variables } };
    return (await runBoardQuery(run, verdicts, input)).rows.length;
  };
  assert.equal(await rows({ version: '*', monitor: '*' }), 6);
  assert.equal(await rows({ version: 'v1', monitor: 'inputs' }), 3);
  assert.equal(await rows({ version: 'v2', monitor: '*' }), 0);
  assert.equal(await rows({ version: '*', monitor: '*', project: 'other' }), 0);
});

test('alert rules: each finds what is wrong in every project', async () => {
  const above = new Map(
    readAlertRules().map(({ title, data }) => [title, data[1]!.model.conditions![0]!.evaluator.params[0]!]),
  );
  for (const query of ruleQueries()) {
    const result = await runBoardQuery(run, query, { ...STORY_RANGE, variables: {} });
    assertShape(query, result);
    const project = result.columns.findIndex(({ name }) => name === 'project');
    const number = result.columns.findIndex(({ kind }) => kind === 'number');
    const limit = above.get(query.title!)!;
    const found = result.rows.flatMap((row) => (Number(row[number]) > limit ? [row[project]] : []));
    const silent = query.title === 'A model cannot be judged';
    assert.deepEqual(found.sort(), silent ? [] : ALL.map((names) => names.project).sort(), query.place);
    assert.ok(result.rows.length >= ALL.length, query.place);
  }
});
