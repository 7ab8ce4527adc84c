import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { CLICKHOUSE, SELECTED_SOURCE } from './clickhouse-query.ts';
import { ANY, inRange, matches, matchesOrAny } from './conditions.ts';

/** Where the page of the service is looked for when ClickHouse names no other place. */
const PAGE_ADDRESS = 'http://127.0.0.1:7070';

function queryVariable(name: string, label: string, description: string, sql: string): QueryVariableBuilder {
  const rawSql = sql.trim();
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(SELECTED_SOURCE)
    .query({ refId: name, queryType: 'sql', rawSql })
    .definition(rawSql)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled);
}

/**
 * orAny puts a value that leaves the column free before a list with the columns `name` and `place`. Something that is
 * called so itself cannot be chosen alone.
 */
function orAny(all: string, list: string): string {
  return `SELECT value, text FROM
(
    SELECT '${ANY}' AS value, '${all}' AS text, 0 AS part, toInt64(0) AS place
    UNION ALL
    SELECT toString(name) AS value, toString(name) AS text, 1 AS part, toInt64(place) AS place FROM (${list}) WHERE name != '${ANY}'
)
ORDER BY part, place, text`;
}

/** DATASOURCE chooses among the ClickHouse data sources. */
export const DATASOURCE: Builder<VariableModel> = new DatasourceVariableBuilder('datasource')
  .label('Data source')
  .description('ClickHouse of the service')
  .type(CLICKHOUSE);

/** PROJECT chooses one project; every query is bound to it. */
export const PROJECT: Builder<VariableModel> = queryVariable(
  'project',
  'Project',
  'Projects are apart: nothing on a board mixes two',
  'SELECT DISTINCT project FROM model_states ORDER BY project',
);

/** MODEL chooses one model, those in trouble first. */
export const MODEL: Builder<VariableModel> = queryVariable(
  'model',
  'Model',
  'Models in trouble come first',
  `SELECT model FROM model_states WHERE ${matches('project')}
ORDER BY indexOf(['critical', 'warning'], state) = 0, indexOf(['critical', 'warning'], state), model`,
);

/** VERSION chooses a version of the model, the newest first, or all of them. */
export const VERSION: Builder<VariableModel> = queryVariable(
  'version',
  'Version',
  'Versions of the model that were judged, the newest first',
  orAny(
    'all versions',
    `SELECT version AS name, -toUnixTimestamp64Milli(max(window_end)) AS place
    FROM series_states WHERE ${matches('project', 'model')} GROUP BY version`,
  ),
);

/** MONITOR chooses a monitor of the model, or all of them. */
export const MONITOR: Builder<VariableModel> = queryVariable(
  'monitor',
  'Monitor',
  'Monitors of the model',
  orAny(
    'all monitors',
    `SELECT DISTINCT monitor AS name, 0 AS place FROM series_states WHERE ${matches('project', 'model')}`,
  ),
);

/** FEATURE chooses one feature of the model, the one that moved most in the range first. */
export const FEATURE: Builder<VariableModel> = queryVariable(
  'feature',
  'Feature',
  'Features that were measured in the range of the board, the one that moved most first',
  `SELECT feature FROM measurement_days
WHERE ${matches('project', 'model')} AND ${matchesOrAny('version', 'monitor')} AND subject = 'feature'
    AND ${inRange('day')}
GROUP BY feature
ORDER BY max(worst_effect / nullIf(threshold, 0)) DESC, feature`,
);

/** STATISTIC chooses one statistic of the feature, or all of them. */
export const STATISTIC: Builder<VariableModel> = queryVariable(
  'statistic',
  'Statistic',
  'Statistics that were measured of the feature in the range of the board',
  orAny(
    'all statistics',
    `SELECT DISTINCT statistic AS name, 0 AS place FROM measurement_days
    WHERE ${matches('project', 'model', 'feature')} AND subject = 'feature' AND ${inRange('day')}`,
  ),
);

/** METRIC chooses one performance metric of the model. */
export const METRIC: Builder<VariableModel> = queryVariable(
  'metric',
  'Metric',
  'Performance metrics that were measured in the range of the board',
  `SELECT DISTINCT toString(statistic) AS metric FROM performance_windows
WHERE ${matches('project', 'model')} AND ${inRange('window_start')} ORDER BY metric`,
);

/**
 * PAGE is the address of the service's own page, for links. A macro in the configuration of ClickHouse names it, so that
 * boards need not be edited; docker-compose.yml fills it with the public URL.
 */
export const PAGE: Builder<VariableModel> = queryVariable(
  'page',
  'Address of the page',
  'Address of the page of the service, for links; the macro plumbline_page of ClickHouse',
  `SELECT page FROM
(
    SELECT 1 AS place, trimRight(substitution, '/') AS page FROM system.macros WHERE macro = 'plumbline_page'
    UNION ALL
    SELECT 2 AS place, '${PAGE_ADDRESS}' AS page
)
ORDER BY place LIMIT 1`,
).hide(VariableHide.HideVariable);
