import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { modelEvents } from '../annotations.ts';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { chosen, inRange, matches, matchesOrAny, SEVERITY_RANK } from '../conditions.ts';
import { field, linked, toPage, variable } from '../links.ts';
import { DASHED, fixed, ranksPanel, seriesPanel, tablePanel, unit, width } from '../panels.ts';
import { coloured, SEVERITIES } from '../states.ts';
import { DATASOURCE, METRIC, MODEL, MONITOR, PAGE, PROJECT, VERSION } from '../variables.ts';

const OF_MODEL = `${matches('project', 'model')} AND ${matchesOrAny('version', 'monitor')} AND ${inRange('window_start')}`;
const OF_METRIC = `${OF_MODEL} AND statistic = ${chosen('metric')}`;
const SERIES = `concat(version, if(deployment = 'live', '', concat(' ', deployment)), if(segment = '', '', concat(' ', segment)))`;

const value = () =>
  seriesPanel({
    title: '${metric} against the baseline',
    description:
      'The metric of every window by version; the dashed lines are the baselines of the versions. Whether more is better depends on the metric.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, avg(value) AS value
FROM performance_windows WHERE ${OF_METRIC}
GROUP BY time, series ORDER BY time, series`,
      ),
    )
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, concat(${SERIES}, ' baseline') AS series, avg(reference_value) AS baseline
FROM performance_windows WHERE ${OF_METRIC} AND reference_value IS NOT NULL
GROUP BY time, series ORDER BY time, series`,
        'B',
      ),
    )
    .overrideByQuery('B', [...DASHED]);

const decay = () =>
  seriesPanel({
    title: 'Decay against its threshold',
    description:
      'How much worse than the baseline, above zero is worse, with the interval of the worst series. A verdict needs the whole interval to say worse, and the decay at the threshold.',
    unit: 'none',
    width: 24,
    height: 9,
  })
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, max(effect) AS decay, argMax(interval_low, effect) AS interval_low,
    argMax(interval_high, effect) AS interval_high, min(threshold) AS at_threshold
FROM performance_windows WHERE ${OF_METRIC}
GROUP BY time ORDER BY time`,
      ),
    )
    .overrideByName('interval_high', [
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillBelowTo', value: 'interval_low' },
      { id: 'custom.fillOpacity', value: 20 },
      { id: 'custom.showPoints', value: 'never' },
      fixed('info'),
    ])
    .overrideByName('interval_low', [
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.showPoints', value: 'never' },
      fixed('info'),
    ])
    .overrideByName('at_threshold', [...DASHED, fixed('critical')]);

const labels = () =>
  seriesPanel({
    title: 'Share of predictions with a label',
    description:
      'Maturity of each window. A window is judged when enough labels have come, and again as more come.',
    unit: 'percentunit',
    width: 12,
  })
    .min(0)
    .max(1)
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, max(label_share) AS share
FROM performance_windows WHERE ${OF_METRIC} AND label_share IS NOT NULL
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const counts = () =>
  seriesPanel({
    title: 'Predictions and labels',
    description: 'Predictions of each window, and those of them that have a label.',
    unit: 'short',
    width: 12,
  })
    .min(0)
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, max(predictions) AS predictions, max(labelled) AS labelled
FROM performance_windows WHERE ${OF_METRIC}
GROUP BY time ORDER BY time`,
      ),
    );

const verdicts = () =>
  ranksPanel({
    title: 'Verdicts by metric',
    description: 'One row per metric and version, one cell per window at its start.',
    width: 24,
    height: 7,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, concat(statistic, ' ', ${SERIES}) AS series, toInt8(max(if(mature, ${SEVERITY_RANK}, -1))) AS verdict
FROM performance_windows WHERE ${OF_MODEL}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const windows = () =>
  tablePanel({
    title: 'Windows',
    description: 'Every metric of every window, the newest first, with the rule that judged it.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT window_start, window_end, monitor, version, segment, statistic, severity, value, reference_value, effect, threshold,
    interval_low, interval_high, labelled, predictions, label_share, mature, rule
FROM performance_windows WHERE ${OF_MODEL}
ORDER BY window_start DESC, monitor, version, statistic LIMIT 500`,
      ),
    )
    .overrideByName('monitor', [linked(toPage('Open in Plumbline', `/monitors/${field('monitor')}`))])
    .overrideByName('severity', [...coloured(SEVERITIES), width(100)])
    .overrideByName('label_share', [unit('percentunit')])
    .overrideByName('rule', [width(360)]);

/** performanceBoard shows how well a model predicts, and how mature the labels are. */
export function performanceBoard(): Dashboard {
  return buildBoard(
    {
      name: 'performance',
      title: 'Plumbline: performance',
      description: 'Does the model predict worse than its baseline, and are there labels enough to say so?',
      from: 'now-90d',
      refresh: '1m',
      path: `/models/${variable('model')}`,
    },
    {
      variables: [DATASOURCE, PROJECT, MODEL, VERSION, MONITOR, METRIC, PAGE],
      annotations: modelEvents(),
      sections: [
        { title: 'The metric', panels: [value(), decay()] },
        { title: 'Labels and verdicts', panels: [labels(), counts(), verdicts(), windows()] },
      ],
    },
  );
}
