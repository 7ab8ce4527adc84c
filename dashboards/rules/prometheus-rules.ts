interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: 'warning' | 'critical' };
  readonly annotations: { readonly summary: string; readonly description: string };
}

function rule(
  severity: 'warning' | 'critical',
  alert: string,
  lasting: string,
  expr: string,
  summary: string,
  description: string,
): Rule {
  return { alert, expr, for: lasting, labels: { severity }, annotations: { summary, description } };
}

/** RULES watch the service itself; what models do is told by its own alerts. */
const RULES: readonly Rule[] = [
  rule(
    'critical',
    'PlumblineDown',
    '2m',
    'up{job="plumbline"} == 0',
    'A process of the service does not answer',
    '{{ $labels.instance }} could not be scraped for two minutes.',
  ),
  rule(
    'critical',
    'PlumblineIngestOverloaded',
    '5m',
    'sum by (instance) (rate(plumbline_ingest_overloaded_total[5m])) > 0',
    'Requests are refused because too much is waiting',
    'The gateway {{ $labels.instance }} cannot make rows durable as fast as they come. Look at the store and its disks.',
  ),
  rule(
    'warning',
    'PlumblineRecordsQuarantined',
    '15m',
    'sum by (kind) (rate(plumbline_ingest_records_total{outcome=~"rejected|quarantined"}[15m])) / sum by (kind) (rate(plumbline_ingest_records_total{outcome="read"}[15m])) > 0.01',
    'More than 1 % of the records are refused',
    'Records of the kind {{ $labels.kind }}. The reasons are in quarantine.',
  ),
  rule(
    'critical',
    'PlumblineLogBehind',
    '15m',
    'sum by (topic) (plumbline_log_lag_entries) > 1000 and sum by (topic) (deriv(plumbline_log_lag_entries[15m])) > 0',
    'The log grows faster than it is read',
    'The topic {{ $labels.topic }} is {{ $value }} entries ahead of the store.',
  ),
  rule(
    'warning',
    'PlumblineStoreFailing',
    '5m',
    'sum by (statement) (rate(plumbline_store_statement_seconds_count{outcome="failed"}[5m])) > 0',
    'Statements fail',
    'The statement {{ $labels.statement }} fails again and again. ClickHouse may be away, or refuse it.',
  ),
  rule(
    'warning',
    'PlumblineTooManyParts',
    '30m',
    'max by (table) (plumbline_store_parts) > 3000',
    'Tables have too many parts',
    'The table {{ $labels.table }} has {{ $value }} active parts: merges do not keep up, and inserts will be slowed down.',
  ),
  rule(
    'critical',
    'PlumblineAlertsStuck',
    '10m',
    'increase(plumbline_alert_ticks_failed_total[10m]) > 3',
    'Alerts are not looked after',
    'The alerter {{ $labels.instance }} fails at its ticks, so incidents are neither opened nor resolved.',
  ),
  rule(
    'critical',
    'PlumblineNotificationsFailing',
    '10m',
    'sum by (notifier) (rate(plumbline_notifications_total{outcome!="delivered"}[10m])) > 0 unless sum by (notifier) (rate(plumbline_notifications_total{outcome="delivered"}[10m])) > 0',
    'People are not told',
    'Nothing reaches the notifier {{ $labels.notifier }}.',
  ),
  rule(
    'warning',
    'PlumblineNotificationsWaiting',
    '30m',
    'sum(plumbline_pending_notifications) > 20',
    'Notifications pile up',
    '{{ $value }} notifications wait to be delivered.',
  ),
  rule(
    'warning',
    'PlumblineDriftValuesUnreadable',
    '10m',
    'plumbline_drift_values_up == 0',
    'Drift values cannot be read',
    '{{ $labels.instance }} could not read the newest values from the store, so its gauges are empty.',
  ),
  rule(
    'warning',
    'PlumblineEventLoopSlow',
    '10m',
    'plumbline_nodejs_eventloop_lag_p99_seconds > 0.25',
    'A process is too busy',
    'The event loop of {{ $labels.instance }} waits {{ $value }} s.',
  ),
];

/** prometheusRules is the file of alert rules that Prometheus loads. */
export function prometheusRules(): object {
  return { groups: [{ name: 'plumbline', interval: '30s', rules: RULES }] };
}
