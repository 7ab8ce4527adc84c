import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** CLICKHOUSE is the id of the data source plugin. */
export const CLICKHOUSE = 'grafana-clickhouse-datasource';

/** SELECTED_SOURCE is the data source that the board's reader chose. */
export const SELECTED_SOURCE: DataSourceRef = { type: CLICKHOUSE, uid: '${datasource}' };

// Version of the plugin whose fields these are; docker-compose.yml installs the same.
const PLUGIN_VERSION = '4.20.0';

/** Shape says what the plugin makes of the rows: series by time, or a table. */
export type Shape = 'series' | 'table';

/** ClickHouseQuery is what the plugin reads of a panel's target. */
export interface ClickHouseQuery extends Dataquery {
  readonly refId: string;
  readonly datasource: DataSourceRef;
  readonly pluginVersion: string;
  readonly editorType: 'sql';
  readonly queryType: 'timeseries' | 'table';
  readonly format: 0 | 1;
  readonly rawSql: string;
  readonly meta: Readonly<Record<string, never>>;
}

/**
 * clickhouseQuery builds a target. Rows of a series have a column `time` and numbers, or `time`, labels as text and one
 * number; they are ordered by time.
 */
export function clickhouseQuery(
  shape: Shape,
  sql: string,
  refId = 'A',
  datasource: DataSourceRef = SELECTED_SOURCE,
): Builder<Dataquery> {
  const query: ClickHouseQuery = {
    refId,
    datasource,
    pluginVersion: PLUGIN_VERSION,
    editorType: 'sql',
    queryType: shape === 'series' ? 'timeseries' : 'table',
    format: shape === 'series' ? 0 : 1,
    rawSql: sql.trim(),
    meta: {},
    _implementsDataqueryVariant() {},
  };
  return { build: () => query };
}
