import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { inRange, matches, SEVERITY_RANK } from '../conditions.ts';
import { asBuilders, field, label, linked, toBoard, toPage } from '../links.ts';
import { barsPanel, fixed, HIDDEN, spansPanel, statPanel, tablePanel, unit, width } from '../panels.ts';
import { coloured, PROGRESS, SEVERITIES } from '../states.ts';
import { DATASOURCE, PAGE, PROJECT } from '../variables.ts';

const IN_PROJECT = matches('project');
const TOUCHES_RANGE = 'at <= $__toTime_ms AND ifNull(until, $__toTime_ms) >= $__fromTime_ms';

const now = () =>
  statPanel({
    title: 'Alerts now',
    description:
      'Series by the state of their alert. A pending one waits for the windows that its policy asks for.',
    unit: 'short',
    width: 12,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT countIf(alert_state = 'firing') AS firing, countIf(alert_state = 'pending') AS pending,
    countIf(alert_state = 'inactive') AS quiet
FROM series_states WHERE ${IN_PROJECT}`,
      ),
    )
    .overrideByName('firing', [fixed('critical')])
    .overrideByName('pending', [fixed('warning')])
    .overrideByName('quiet', [fixed('good')]);

const deliveries = () =>
  statPanel({
    title: 'Notifications in the range',
    description:
      'Notifications that were made in the range by what became of them. A failed one is not tried again.',
    unit: 'short',
    width: 12,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT countIf(state = 'delivered') AS delivered, countIf(state = 'pending') AS pending,
    countIf(state = 'failed') AS failed, countIf(state = 'suppressed') AS suppressed
FROM notification_log WHERE ${IN_PROJECT} AND ${inRange('created_at')}`,
      ),
    )
    .overrideByName('delivered', [fixed('good')])
    .overrideByName('pending', [fixed('info')])
    .overrideByName('failed', [fixed('critical')])
    .overrideByName('suppressed', [fixed('quiet')]);

const incidents = () =>
  tablePanel({
    title: 'Incidents',
    description:
      'Incidents that reach into the range, the newest first: what was found, since when, until when.',
    unit: 'none',
    width: 24,
    height: 9,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT at AS since, until, if(until IS NULL, 'open', 'resolved') AS state, severity, model, version, title,
    text AS finding, ref AS incident_id
FROM timeline WHERE ${IN_PROJECT} AND kind = 'incident' AND ${TOUCHES_RANGE}
ORDER BY since DESC, incident_id LIMIT 200`,
      ),
    )
    .overrideByName('state', [...coloured(PROGRESS), width(100)])
    .overrideByName('severity', [...coloured(SEVERITIES), width(100)])
    .overrideByName('model', [linked(toBoard('Board of the model', 'model', { model: field('model') }))])
    .overrideByName('title', [linked(toPage('Open in Plumbline', `/incidents/${field('incident_id')}`))])
    .overrideByName('finding', [width(420)])
    .overrideByName('incident_id', HIDDEN);

const spans = () =>
  spansPanel({
    title: 'Models in an incident',
    description:
      'One row per model that had an incident in the range: how severe, from the first bad window until it was resolved.',
    width: 24,
  })
    .displayName('${__field.labels.model}')
    .dataLinks(asBuilders([toBoard('Board of the model', 'model', { model: label('model') })]))
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT time, model, toInt8(max(rank)) AS severity FROM
(
    SELECT greatest(at, $__fromTime_ms) AS time, model, ${SEVERITY_RANK} AS rank
    FROM timeline WHERE ${IN_PROJECT} AND kind = 'incident' AND ${TOUCHES_RANGE}
    UNION ALL
    SELECT assumeNotNull(until) AS time, model, 0 AS rank
    FROM timeline WHERE ${IN_PROJECT} AND kind = 'incident' AND until IS NOT NULL AND ${inRange('until')}
)
GROUP BY time, model ORDER BY time, model`,
      ),
    );

const sent = () =>
  barsPanel({
    title: 'Notifications by notifier and day',
    description: 'Notifications by the day on which they were made, in wall time.',
    unit: 'short',
    width: 12,
  })
    .displayName('${__field.labels.notifier}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT toStartOfDay(created_at, 'UTC') AS time, notifier, count() AS notifications
FROM notification_log WHERE ${IN_PROJECT} AND ${inRange('created_at')}
GROUP BY time, notifier ORDER BY time, notifier`,
      ),
    );

const notifications = () =>
  tablePanel({
    title: 'Notifications',
    description: 'The newest notifications with their attempts and the last error, in wall time.',
    unit: 'none',
    width: 12,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT created_at, model, notifier, kind, state, attempts, last_error, updated_at, incident_id
FROM notification_log WHERE ${IN_PROJECT} AND ${inRange('created_at')}
ORDER BY created_at DESC, notification_id LIMIT 200`,
      ),
    )
    .overrideByName('state', [
      ...coloured(PROGRESS),
      width(110),
      linked(toPage('Incident', `/incidents/${field('incident_id')}`)),
    ])
    .overrideByName('attempts', [unit('short')])
    .overrideByName('incident_id', HIDDEN);

const runs = () =>
  tablePanel({
    title: 'Retraining runs',
    description:
      'Runs that were decided in the range, suppressed decisions included: why, from which version to which, and how it went.',
    unit: 'none',
    width: 24,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT decided_at, model, from_version, to_version, state, reason, arrayStringConcat(worst_features, ', ') AS worst,
    window_start, window_end, notifier, requested_at, updated_at, incident_id, run_id
FROM retraining_log WHERE ${IN_PROJECT} AND ${inRange('decided_at')}
ORDER BY decided_at DESC, run_id LIMIT 200`,
      ),
    )
    .overrideByName('state', [
      ...coloured(PROGRESS),
      width(110),
      linked(toPage('Incident', `/incidents/${field('incident_id')}`)),
    ])
    .overrideByName('model', [linked(toBoard('Board of the model', 'model', { model: field('model') }))])
    .overrideByName('incident_id', HIDDEN);

const firing = () =>
  tablePanel({
    title: 'Alerts that are not quiet',
    description: 'Series whose alert fires or is about to, with the worst of their newest measurements.',
    unit: 'none',
    width: 24,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT model, monitor, version, segment, alert_state, alert_since, streak, severity,
    if(worst_feature = '', worst_subject, worst_feature) AS worst, worst_statistic, worst_effect, worst_threshold,
    window_end, summary, incident_id
FROM series_states WHERE ${IN_PROJECT} AND alert_state != 'inactive'
ORDER BY alert_state = 'firing' DESC, alert_since DESC, model, monitor LIMIT 500`,
      ),
    )
    .overrideByName('model', [linked(toBoard('Board of the model', 'model', { model: field('model') }))])
    .overrideByName('alert_state', [
      ...coloured(SEVERITIES),
      width(100),
      linked(toPage('Incident', `/incidents/${field('incident_id')}`)),
    ])
    .overrideByName('severity', [...coloured(SEVERITIES), width(100)])
    .overrideByName('incident_id', HIDDEN);

/** alertsBoard shows who was told of what, and what retraining did about it. */
export function alertsBoard(): Dashboard {
  return buildBoard(
    {
      name: 'alerts',
      title: 'Plumbline: alerts and retraining',
      description: 'What is wrong now, who was told, and what did retraining do about it?',
      from: 'now-90d',
      refresh: '1m',
      path: '/incidents',
    },
    {
      variables: [DATASOURCE, PROJECT, PAGE],
      sections: [
        { title: 'Now', panels: [now(), deliveries(), firing()] },
        { title: 'In the range', panels: [spans(), incidents(), runs(), sent(), notifications()] },
      ],
    },
  );
}
