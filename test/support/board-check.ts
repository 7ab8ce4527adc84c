import { chooseVariables, clickHouseBoards, queriesOf, type RunSql, runBoardQuery } from './board-queries.ts';
import { assertShape } from './board-shapes.ts';
import type { BoardInput } from './grafana-sql.ts';

/** BoardCheck is what a look at every board found. */
export interface BoardCheck {
  /** What was chosen on each board, by its uid. */
  readonly chosen: Readonly<Record<string, BoardInput['variables']>>;
  readonly queries: number;
  /** Queries that gave no row. */
  readonly empty: readonly string[];
}

/** checkBoards opens every board as a reader does, and throws when rows have not the shape that their panel needs. */
export async function checkBoards(run: RunSql, start: BoardInput): Promise<BoardCheck> {
  const chosen: Record<string, BoardInput['variables']> = {};
  const empty: string[] = [];
  let queries = 0;
  for (const board of clickHouseBoards()) {
    const input = await chooseVariables(run, board, start, (query, result) => {
      assertShape(query, result);
      if (result.rows.length === 0) empty.push(query.place);
    });
    chosen[board.uid] = input.variables;
    for (const query of queriesOf(board)) {
      const result = await runBoardQuery(run, query, input);
      assertShape(query, result);
      if (result.rows.length === 0) empty.push(query.place);
      queries += 1;
    }
  }
  return { chosen, queries, empty };
}
