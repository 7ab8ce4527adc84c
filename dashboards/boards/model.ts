import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { modelEvents } from '../annotations.ts';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { EVALUATION_RANK, inRange, matches, matchesOrAny } from '../conditions.ts';
import { asBuilders, field, label, linked, toBoard, toPage, variable } from '../links.ts';
import {
  EVERY_COLUMN,
  HIDDEN,
  heatPanel,
  ranksPanel,
  seriesPanel,
  statPanel,
  tablePanel,
  unit,
  width,
} from '../panels.ts';
import { coloured, MODEL_STATES, SEVERITIES } from '../states.ts';
import { DATASOURCE, MODEL, MONITOR, PAGE, PROJECT, VERSION } from '../variables.ts';

const OF_MODEL = matches('project', 'model');
const OF_SERIES = `${OF_MODEL} AND ${matchesOrAny('version', 'monitor')}`;

const state = () =>
  statPanel({
    title: 'State',
    description: 'The worst alert of the model that fires now, and the monitors that fire.',
    unit: 'none',
    width: 8,
  })
    .mappings(MODEL_STATES)
    .reduceOptions(EVERY_COLUMN)
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT state, if(empty(firing), 'nothing fires', arrayStringConcat(firing, ', ')) AS firing
FROM model_states WHERE ${OF_MODEL}`,
      ),
    );

const version = () =>
  statPanel({
    title: 'Version',
    description: 'The version that serves, of how many that were seen.',
    unit: 'none',
    width: 5,
  })
    .reduceOptions(EVERY_COLUMN)
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT current_version AS serves, versions FROM model_states WHERE ${OF_MODEL}`,
      ),
    );

const freshness = () =>
  statPanel({
    title: 'Freshness',
    description: 'Age of the newest event and of the newest verdict.',
    unit: 's',
    width: 6,
  }).withTarget(
    clickhouseQuery(
      'table',
      `SELECT dateDiff('second', newest_event_time, now64(3, 'UTC')) AS event,
    dateDiff('second', evaluated_at, now64(3, 'UTC')) AS verdict
FROM model_states WHERE ${OF_MODEL}`,
    ),
  );

const incidents = () =>
  statPanel({
    title: 'Open incidents',
    description: 'Incidents of the model that are not resolved. The link opens the newest.',
    unit: 'short',
    width: 5,
  })
    .dataLinks(asBuilders([toPage('Newest incident', `/incidents/${field('incident_id')}`)]))
    .withTarget(
      clickhouseQuery('table', `SELECT open_incidents, incident_id FROM model_states WHERE ${OF_MODEL}`),
    );

const heat = () =>
  heatPanel({
    title: 'Drift by feature and day',
    description:
      'The largest effect of the day as a multiple of its threshold: 1 is where a verdict begins, if the evidence holds. The 40 features that moved most.',
    unit: 'none',
    width: 24,
    height: 12,
  })
    .displayName('${__field.labels.feature}')
    .dataLinks(
      asBuilders([
        toBoard('Board of the feature', 'feature', { model: variable('model'), feature: label('feature') }),
      ]),
    )
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT day AS time, feature, max(abs(worst_effect) / nullIf(threshold, 0)) AS ratio
FROM measurement_days
WHERE ${OF_SERIES} AND subject = 'feature' AND ${inRange('day')}
    AND feature IN
    (
        SELECT feature FROM measurement_days
        WHERE ${OF_SERIES} AND subject = 'feature' AND ${inRange('day')}
        GROUP BY feature ORDER BY max(abs(worst_effect) / nullIf(threshold, 0)) DESC LIMIT 40
    )
GROUP BY time, feature ORDER BY time, feature`,
      ),
    );

const verdicts = () =>
  ranksPanel({
    title: 'Verdicts',
    description:
      'One row per series, one cell per window at its start. No verdict: the window had not enough data.',
    width: 24,
    height: 8,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time,
    concat(monitor, ' ', version, if(deployment = 'live', '', concat(' ', deployment)), if(segment = '', '', concat(' ', segment))) AS series,
    toInt8(max(${EVALUATION_RANK})) AS verdict
FROM evaluation_windows WHERE ${OF_SERIES} AND ${inRange('window_start')}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const moved = () =>
  tablePanel({
    title: 'Features that moved most',
    description:
      'Features by their largest effect against the threshold in the range. Days: how many had a warning or worse.',
    unit: 'none',
    width: 12,
    height: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT feature, statistic, max(abs(worst_effect) / nullIf(threshold, 0)) AS of_threshold,
    argMax(worst_effect, abs(worst_effect)) AS effect, any(threshold) AS at_threshold,
    countIf(severity IN ('warning', 'critical')) AS days, max(day) AS newest
FROM measurement_days WHERE ${OF_SERIES} AND subject = 'feature' AND ${inRange('day')}
GROUP BY feature, statistic
ORDER BY of_threshold DESC, feature, statistic LIMIT 100`,
      ),
    )
    .overrideByName('feature', [
      width(240),
      linked(
        toBoard('Board of the feature', 'feature', { model: variable('model'), feature: field('feature') }),
        toPage('Open in Plumbline', `/models/${variable('model')}/features/${field('feature')}`),
      ),
    ])
    .overrideByName('of_threshold', [
      unit('none'),
      { id: 'decimals', value: 2 },
      { id: 'max', value: 2 },
      { id: 'min', value: 0 },
      { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
      {
        id: 'thresholds',
        value: {
          mode: 'absolute',
          steps: [
            { value: null, color: '#009E73' },
            { value: 1, color: '#E69F00' },
          ],
        },
      },
    ]);

const series = () =>
  tablePanel({
    title: 'Alerts of the model',
    description: 'Newest verdict and alert of every series, with the worst of its measurements.',
    unit: 'none',
    width: 12,
    height: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT monitor, version, segment, alert_state, alert_since, streak,
    status, severity, if(worst_feature = '', worst_subject, worst_feature) AS worst, worst_statistic, worst_effect, worst_threshold,
    window_end, summary, incident_id, evaluation_id
FROM series_states WHERE ${OF_SERIES}
ORDER BY indexOf(['inactive', 'pending', 'firing'], alert_state) DESC, window_end DESC, monitor, version`,
      ),
    )
    .overrideByName('monitor', [linked(toPage('Open in Plumbline', `/monitors/${field('monitor')}`))])
    .overrideByName('alert_state', [
      ...coloured(SEVERITIES),
      linked(toPage('Incident', `/incidents/${field('incident_id')}`)),
    ])
    .overrideByName('severity', coloured(SEVERITIES))
    .overrideByName('incident_id', HIDDEN)
    .overrideByName('evaluation_id', HIDDEN);

const others = () =>
  seriesPanel({
    title: 'Predictions, scores and performance by day',
    description:
      'What is not a feature, as a multiple of its threshold: 1 is where a verdict begins. Below zero a metric is better than its baseline.',
    unit: 'none',
    width: 12,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT day AS time, concat(subject, ' ', statistic) AS series, max(worst_effect / nullIf(threshold, 0)) AS ratio
FROM measurement_days WHERE ${OF_SERIES} AND subject != 'feature' AND ${inRange('day')}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const rows = () =>
  seriesPanel({
    title: 'Rows in each window',
    description:
      'Rows that were compared with the reference, by series. A verdict needs the samples that its monitor asks for.',
    unit: 'short',
    width: 12,
  })
    .min(0)
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, concat(monitor, ' ', version) AS series, sum(n_current) AS rows
FROM evaluation_windows WHERE ${OF_SERIES} AND ${inRange('window_start')}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

/** modelBoard shows one model: what fires, which features moved when, every verdict. */
export function modelBoard(): Dashboard {
  return buildBoard(
    {
      name: 'model',
      title: 'Plumbline: model',
      description: 'Is this model sound, since when not, and which of its features moved?',
      from: 'now-90d',
      refresh: '1m',
      path: `/models/${variable('model')}`,
    },
    {
      variables: [DATASOURCE, PROJECT, MODEL, VERSION, MONITOR, PAGE],
      annotations: modelEvents(),
      sections: [
        { title: 'Now', panels: [state(), version(), freshness(), incidents()] },
        { title: 'Over time', panels: [verdicts(), heat()] },
        { title: 'What moved, and who is told', panels: [moved(), series(), others(), rows()] },
      ],
    },
  );
}
