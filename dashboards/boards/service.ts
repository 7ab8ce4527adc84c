import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as prometheus from '@grafana/grafana-foundation-sdk/prometheus';
import { buildBoard } from '../board.ts';
import { barGaugePanel, barsPanel, type PanelText, seriesPanel, statPanel } from '../panels.ts';

const SOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
/** The processes that the reader chose. */
const CHOSEN = 'job=~"$job", instance=~"$instance"';

interface Line {
  readonly expr: string;
  readonly legend: string;
  readonly instant?: boolean;
}

function targets(lines: readonly Line[]): Builder<Dataquery>[] {
  return lines.map(({ expr, legend, instant }, index) => {
    const query = new prometheus.DataqueryBuilder()
      .refId(String.fromCharCode(65 + index))
      .datasource(SOURCE)
      .expr(expr)
      .legendFormat(legend);
    return instant ? query.instant() : query.range();
  });
}

function lines(text: PanelText, ...shown: readonly Line[]): Builder<Panel> {
  return seriesPanel(text, SOURCE).min(0).targets(targets(shown));
}

function rate(counter: string, by: string, more = ''): string {
  return `sum by (${by}) (rate(${counter}{${CHOSEN}${more}}[$__rate_interval]))`;
}

function quantile(share: number, histogram: string, by: string): string {
  return `histogram_quantile(${share}, sum by (le, ${by}) (rate(${histogram}_bucket{${CHOSEN}}[$__rate_interval])))`;
}

const half = (title: string, description: string, unit: string): PanelText => ({
  title,
  description,
  unit,
  width: 12,
});

const api = [
  lines(half('Requests', 'Requests a second by status.', 'reqps'), {
    expr: rate('plumbline_http_request_duration_seconds_count', 'status'),
    legend: '{{status}}',
  }),
  lines(
    half('Duration of requests, 95 %', 'Time from the first byte to the end of the answer, by route.', 's'),
    { expr: quantile(0.95, 'plumbline_http_request_duration_seconds', 'route'), legend: '{{route}}' },
  ),
];

const ingest = [
  barsPanel(half('Records', 'Records a second by what became of them.', 'cps'), SOURCE).targets(
    targets([
      { expr: rate('plumbline_ingest_records_total', 'outcome', ', outcome!="read"'), legend: '{{outcome}}' },
    ]),
  ),
  lines(
    half(
      'Waiting to be durable',
      'Rows that are not acknowledged yet. It should come back to zero.',
      'short',
    ),
    { expr: `sum by (instance) (plumbline_ingest_waiting_rows{${CHOSEN}})`, legend: '{{instance}}' },
  ),
  lines(
    half(
      'Refused and repeated',
      'Requests that were refused because too much waited, and inserts that were repeated.',
      'cps',
    ),
    { expr: rate('plumbline_ingest_overloaded_total', 'instance'), legend: 'refused {{instance}}' },
    { expr: rate('plumbline_ingest_insert_retries_total', 'instance'), legend: 'repeated {{instance}}' },
  ),
  lines(
    half(
      'Behind in the log',
      'Entries of each partition that are not in the store yet. Empty without a log.',
      'short',
    ),
    {
      expr: `max by (topic, partition) (plumbline_log_lag_entries{${CHOSEN}})`,
      legend: '{{topic}} {{partition}}',
    },
  ),
];

const store = [
  lines(
    half(
      'Duration of statements, 95 %',
      'Time of the statements by name; the slowest show where the store is busy.',
      's',
    ),
    { expr: quantile(0.95, 'plumbline_store_statement_seconds', 'statement'), legend: '{{statement}}' },
  ),
  lines(
    half(
      'Failed statements',
      'Statements a second that failed. Writes are repeated until they are known to have landed.',
      'cps',
    ),
    {
      expr: rate('plumbline_store_statement_seconds_count', 'statement', ', outcome="failed"'),
      legend: '{{statement}}',
    },
  ),
  lines(half('Duration of log inserts, 95 %', 'Time of an insert of a range of the log.', 's'), {
    expr: quantile(0.95, 'plumbline_log_insert_seconds', 'kind'),
    legend: '{{kind}}',
  }),
  lines(
    half(
      'Parts',
      'Active parts of the tables that ingest writes. ClickHouse slows inserts down at 1,000 in a partition.',
      'short',
    ),
    { expr: `max by (table) (plumbline_store_parts{${CHOSEN}})`, legend: '{{table}}' },
  ),
];

const alerting = [
  statPanel({ ...half('Open incidents', 'Incidents that are open.', 'short'), width: 4 }, SOURCE).targets(
    targets([{ expr: `sum(plumbline_open_incidents{${CHOSEN}})`, legend: 'open', instant: true }]),
  ),
  statPanel(
    { ...half('Waiting notifications', 'Notifications that wait to be delivered.', 'short'), width: 4 },
    SOURCE,
  ).targets(
    targets([{ expr: `sum(plumbline_pending_notifications{${CHOSEN}})`, legend: 'waiting', instant: true }]),
  ),
  statPanel(
    {
      ...half(
        'Drift values readable',
        '1 while the values below could be read from the store.',
        'bool_yes_no',
      ),
      width: 4,
    },
    SOURCE,
  ).targets(
    targets([{ expr: `min(plumbline_drift_values_up{${CHOSEN}})`, legend: 'readable', instant: true }]),
  ),
  lines(half('Deliveries', 'Attempts a second to deliver, by notifier and outcome.', 'cps'), {
    expr: rate('plumbline_notifications_total', 'notifier, outcome'),
    legend: '{{notifier}} {{outcome}}',
  }),
  barGaugePanel(
    half(
      'Largest effects',
      'Newest effects of all series, as far as they are exported; thresholds differ by statistic.',
      'none',
    ),
    SOURCE,
  ).targets(
    targets([
      {
        expr: `topk(10, max by (model, feature, statistic) (plumbline_drift_effect{${CHOSEN}, subject="feature"}))`,
        legend: '{{model}} {{feature}} {{statistic}}',
        instant: true,
      },
    ]),
  ),
  lines(half('Alerts by state', 'Alerts of the alerter by their state.', 'short'), {
    expr: `sum by (state) (plumbline_alerts{${CHOSEN}})`,
    legend: '{{state}}',
  }),
];

const process = [
  lines(
    half('Event loop delay, 99 %', 'Delay of the event loop; above 100 ms requests wait noticeably.', 's'),
    {
      expr: `max by (instance) (plumbline_nodejs_eventloop_lag_p99_seconds{${CHOSEN}})`,
      legend: '{{instance}}',
    },
  ),
  lines(half('CPU', 'Cores that a process keeps busy.', 'none'), {
    expr: rate('plumbline_process_cpu_seconds_total', 'instance'),
    legend: '{{instance}}',
  }),
  lines(half('Memory', 'Resident memory of a process.', 'bytes'), {
    expr: `max by (instance) (plumbline_process_resident_memory_bytes{${CHOSEN}})`,
    legend: '{{instance}}',
  }),
  lines(
    half(
      'Time in garbage collection',
      'Share of a second that a process spends in garbage collection.',
      'percentunit',
    ),
    { expr: rate('plumbline_nodejs_gc_duration_seconds_sum', 'instance'), legend: '{{instance}}' },
  ),
];

const datasource: Builder<VariableModel> = new DatasourceVariableBuilder('datasource')
  .label('Data source')
  .description('Prometheus that scrapes /metrics')
  .type('prometheus');

function labelVariable(name: string, label: string, query: string): Builder<VariableModel> {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(`${label}s of the processes that are scraped`)
    .datasource(SOURCE)
    .query({ qryType: 1, query, refId: name })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ text: 'All', value: '$__all' });
}

/** serviceBoard shows the processes of the service by their own metrics, from Prometheus. */
export function serviceBoard(): Dashboard {
  return buildBoard(
    {
      name: 'service',
      title: 'Plumbline: service',
      description: 'Do the processes of the service keep up? Their own metrics, from Prometheus.',
      from: 'now-6h',
      refresh: '30s',
    },
    {
      variables: [
        datasource,
        labelVariable('job', 'Job', 'label_values(plumbline_process_cpu_seconds_total, job)'),
        labelVariable(
          'instance',
          'Instance',
          'label_values(plumbline_process_cpu_seconds_total{job=~"$job"}, instance)',
        ),
      ],
      sections: [
        { title: 'API', panels: api },
        { title: 'Ingest', panels: ingest },
        { title: 'Store', panels: store },
        { title: 'Analysis and alerts', panels: alerting },
        { title: 'Process', panels: process },
      ],
    },
  );
}
