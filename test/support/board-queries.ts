import { type Board, type BoardPanel, panelsOf, readAlertRules, readBoards, type Target } from './boards.ts';
import { type BoardInput, expandSql } from './grafana-sql.ts';

/** RunSql runs a statement and gives its result as bytes. */
export type RunSql = (sql: string) => Promise<Uint8Array>;

/** Column is a column of a result without Nullable and LowCardinality around its type. */
export interface Column {
  readonly name: string;
  readonly kind: 'time' | 'number' | 'text' | 'other';
}

/** Result is what a query gave. */
export interface Result {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** BoardQuery is a query of a board with what it is for. */
export interface BoardQuery {
  readonly place: string;
  readonly use: 'panel' | 'variable' | 'annotation' | 'rule';
  readonly sql: string;
  readonly format: number;
  readonly panel?: BoardPanel;
  /** Of a rule. */
  readonly title?: string;
}

/** runBoardQuery expands a query as Grafana and the plugin do, and runs it. */
export async function runBoardQuery(
  run: RunSql,
  { place, sql }: BoardQuery,
  input: BoardInput,
): Promise<Result> {
  const text = expandSql(sql, input);
  try {
    const settings = 'SETTINGS output_format_json_quote_64bit_integers=0';
    const bytes = await run(`${text}\n${settings}\nFORMAT JSONCompact`);
    const { meta, data } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
      meta: { name: string; type: string }[];
      data: unknown[][];
    };
    return { columns: meta.map(({ name, type }) => ({ name, kind: kindOf(type) })), rows: data };
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}\n${text}`);
  }
}

function kindOf(type: string): Column['kind'] {
  const bare = type.replace(/^(?:LowCardinality\(|Nullable\(|SimpleAggregateFunction\(\w+, )+|\)+$/g, '');
  if (/^DateTime/.test(bare)) return 'time';
  if (/^(?:U?Int\d+|Float\d+|Decimal)/.test(bare)) return 'number';
  if (/^(?:String|Bool|Enum|Nothing)/.test(bare)) return 'text';
  return 'other';
}

const isClickHouse = ({ templating }: Board): boolean =>
  templating.list.some(
    ({ type, query }) => type === 'datasource' && query === 'grafana-clickhouse-datasource',
  );

/** clickHouseBoards are the committed boards that read ClickHouse. */
export function clickHouseBoards(): readonly Board[] {
  return readBoards().filter(isClickHouse);
}

/** chooseVariables does what Grafana does when a board opens: each list is asked for in turn, its first value chosen. */
export async function chooseVariables(
  run: RunSql,
  board: Board,
  input: BoardInput,
  check: (query: BoardQuery, result: Result) => void,
): Promise<BoardInput> {
  const variables: Record<string, string> = { ...input.variables };
  for (const { name, type, query } of board.templating.list) {
    if (type === 'datasource') variables[name] ??= 'plumbline';
    if (type !== 'query') continue;
    const sql = typeof query === 'string' ? query : (query.rawSql ?? '');
    const asked: BoardQuery = { place: `${board.uid} $${name}`, use: 'variable', sql, format: 1 };
    const result = await runBoardQuery(run, asked, { ...input, variables });
    check(asked, result);
    variables[name] ??= String(result.rows[0]?.[0] ?? '');
  }
  return { ...input, variables };
}

function ofTarget(place: string, { rawSql = '', format = -1 }: Target, panel: BoardPanel): BoardQuery {
  return { place, use: 'panel', sql: rawSql, format, panel };
}

/** queriesOf gives the queries of a board's panels and annotations. */
export function queriesOf(board: Board): readonly BoardQuery[] {
  const panels = panelsOf(board).flatMap((panel) =>
    (panel.targets ?? []).map((target) =>
      ofTarget(`${board.uid} "${panel.title}" ${target.refId}`, target, panel),
    ),
  );
  const annotations = (board.annotations.list ?? []).map(
    ({ name, target }): BoardQuery => ({
      place: `${board.uid} annotation ${name}`,
      use: 'annotation',
      sql: target.rawSql ?? '',
      format: target.format ?? -1,
    }),
  );
  return [...panels, ...annotations];
}

/** ruleQueries gives the queries of the alert rules that Grafana provisions. */
export function ruleQueries(): readonly BoardQuery[] {
  return readAlertRules().flatMap(({ title, data }) =>
    data.flatMap(({ model }): BoardQuery[] =>
      model.rawSql === undefined
        ? []
        : [{ place: `rule "${title}"`, use: 'rule', title, sql: model.rawSql, format: model.format ?? -1 }],
    ),
  );
}
