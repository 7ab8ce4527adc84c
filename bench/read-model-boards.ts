import { createChdbConnection } from 'chdb/connection';
import { chooseVariables, clickHouseBoards, queriesOf, type RunSql } from '../test/support/board-queries.ts';
import { expandSql } from '../test/support/grafana-sql.ts';

const DAY_MS = 86_400_000;
/** Arrivals are looked at by the day, everything else as far back as the store goes. */
const DAYS_SHOWN: Readonly<Record<string, number>> = { 'plumbline-ingest': 1 };
/** As the user of the boards reads. */
const SETTINGS = `SETTINGS do_not_merge_across_partitions_select_final = 1, prefer_global_in_and_join = 1,
  output_format_json_quote_64bit_integers = 0`;

/** Boards are the queries of the Grafana boards by their place, each giving its rows. */
export interface Boards {
  readonly reads: Readonly<Record<string, () => Promise<readonly unknown[]>>>;
  close(): Promise<void>;
}

/** openBoards fills the variables of every board as Grafana does when it opens, for one model. */
export async function openBoards(
  directory: string,
  { model, days, end }: { readonly model: string; readonly days: number; readonly end: number },
): Promise<Boards> {
  const connection = createChdbConnection({ path: directory });
  const run: RunSql = async (sql) => (await connection.chdb.queryAsync(sql)).bytes();
  const reads: Record<string, () => Promise<readonly unknown[]>> = {};
  for (const board of clickHouseBoards()) {
    const from = end - (DAYS_SHOWN[board.uid] ?? days) * DAY_MS;
    const chosen = { from, to: end, variables: { project: 'default', model } };
    const input = await chooseVariables(run, board, chosen, () => {});
    for (const { place, sql } of queriesOf(board)) {
      if (sql === '') continue;
      const text = `${expandSql(sql, input)}\n${SETTINGS}\nFORMAT JSONCompact`;
      reads[place] = async () => {
        const answer = JSON.parse(Buffer.from(await run(text)).toString('utf8')) as { data: unknown[] };
        return answer.data;
      };
    }
  }
  return { reads, close: () => connection.close() };
}
