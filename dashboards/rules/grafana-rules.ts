import { CLICKHOUSE, type ClickHouseQuery, clickhouseQuery } from '../clickhouse-query.ts';

/** What docker/grafana/provisioning calls the data source; alert rules know no variables. */
const SOURCE = { type: CLICKHOUSE, uid: 'plumbline' };

interface Watch {
  readonly uid: string;
  readonly title: string;
  /** Text columns become labels; the only number is compared. No macro, because a file's dollar signs are variables. */
  readonly sql: string;
  readonly above: number;
  readonly for: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
}

const WATCHES: readonly Watch[] = [
  {
    uid: 'plumbline-model-critical',
    title: 'A model is critical',
    sql: "SELECT project, model, indexOf(['warning', 'critical'], state) AS severity FROM model_states",
    above: 1,
    for: '0s',
    severity: 'critical',
    summary: '{{ .Labels.model }} has a critical incident.',
  },
  {
    uid: 'plumbline-model-silent',
    title: 'A model cannot be judged',
    sql: "SELECT project, model, toUInt8(state = 'no_data') AS silent FROM model_states",
    above: 0,
    for: '1h',
    severity: 'warning',
    summary: 'The newest windows of {{ .Labels.model }} have too little data for a verdict.',
  },
  {
    uid: 'plumbline-records-refused',
    title: 'Records are refused',
    sql: `SELECT project, sum(rejected) / greatest(1, sum(accepted + rejected)) AS share
FROM ingest_hours WHERE hour >= now64(3, 'UTC') - INTERVAL 2 HOUR GROUP BY project`,
    above: 0.01,
    for: '15m',
    severity: 'warning',
    summary: 'More than 1 % of the records of the project {{ .Labels.project }} land in quarantine.',
  },
  {
    uid: 'plumbline-notifications-failed',
    title: 'Notifications failed',
    sql: `SELECT project, notifier, countIf(state = 'failed') AS failed
FROM notification_log WHERE created_at >= now64(3, 'UTC') - INTERVAL 1 DAY GROUP BY project, notifier`,
    above: 0,
    for: '0s',
    severity: 'critical',
    summary: 'The notifier {{ .Labels.notifier }} gave up on a notification.',
  },
  {
    uid: 'plumbline-retraining-failed',
    title: 'A retraining run failed',
    sql: `SELECT project, model, countIf(state = 'failed') AS failed
FROM retraining_log WHERE updated_at >= now64(3, 'UTC') - INTERVAL 1 DAY GROUP BY project, model`,
    above: 0,
    for: '0s',
    severity: 'warning',
    summary: 'A retraining run of {{ .Labels.model }} failed within a day.',
  },
];

function ruleOf(watch: Watch): object {
  const relativeTimeRange = { from: 600, to: 0 };
  const query = clickhouseQuery('table', watch.sql, 'A', SOURCE).build() as ClickHouseQuery;
  return {
    uid: watch.uid,
    title: watch.title,
    condition: 'B',
    data: [
      { refId: 'A', datasourceUid: SOURCE.uid, relativeTimeRange, model: { ...query } },
      {
        refId: 'B',
        datasourceUid: '__expr__',
        relativeTimeRange,
        model: {
          refId: 'B',
          type: 'threshold',
          datasource: { type: '__expr__', uid: '__expr__' },
          expression: 'A',
          conditions: [{ evaluator: { type: 'gt', params: [watch.above] } }],
        },
      },
    ],
    noDataState: 'OK',
    execErrState: 'Error',
    for: watch.for,
    labels: { severity: watch.severity },
    annotations: { summary: watch.summary },
  };
}

/** grafanaRules is the file of alert rules that Grafana provisions: what the service itself may be too ill to tell. */
export function grafanaRules(): object {
  const group = { orgId: 1, name: 'plumbline', folder: 'Plumbline', interval: '1m' };
  return { apiVersion: 1, groups: [{ ...group, rules: WATCHES.map(ruleOf) }] };
}
