import { ScaleDistribution, ScaleDistributionConfigBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { modelEvents } from '../annotations.ts';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { inRange, matches, matchesOrAny, SEVERITY_RANK } from '../conditions.ts';
import { field, linked, toPage, variable } from '../links.ts';
import { DASHED, fixed, ranksPanel, seriesPanel, tablePanel, unit, width } from '../panels.ts';
import { coloured, SEVERITIES } from '../states.ts';
import { DATASOURCE, FEATURE, MODEL, MONITOR, PAGE, PROJECT, STATISTIC, VERSION } from '../variables.ts';

const OF_FEATURE = `${matches('project', 'model', 'feature')} AND subject = 'feature'
    AND ${matchesOrAny('version', 'monitor', 'statistic')} AND ${inRange('window_start')}`;

// One feature may be judged by several monitors, versions and segments with the same statistic.
const SERIES = `concat(statistic, ' ', version, if(deployment = 'live', '', concat(' ', deployment)), if(segment = '', '', concat(' ', segment)), ' (', monitor, ')')`;

const effect = () =>
  seriesPanel({
    title: 'Effect against its threshold',
    description:
      'Magnitude of each statistic; the dashed lines are the thresholds. A verdict needs both, an effect at its threshold and a corrected p-value below alpha.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .min(0)
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, max(effect) AS effect
FROM measurements WHERE ${OF_FEATURE}
GROUP BY time, series ORDER BY time, series`,
      ),
    )
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, concat(statistic, ' threshold') AS series, max(threshold) AS threshold
FROM measurements WHERE ${OF_FEATURE}
GROUP BY time, series ORDER BY time, series`,
        'B',
      ),
    )
    .overrideByQuery('B', [...DASHED, fixed('critical')]);

const pValue = () =>
  seriesPanel({
    title: 'Corrected p-value',
    description:
      'Evidence against “nothing changed”, corrected over all features of the window. Small is strong; zero is shown as 1e-30.',
    unit: 'sci',
    width: 12,
  })
    .scaleDistribution(new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10))
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, greatest(min(p_adjusted), 1e-30) AS p
FROM measurements WHERE ${OF_FEATURE} AND p_adjusted IS NOT NULL
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const value = () =>
  seriesPanel({
    title: 'Value of the statistic',
    description:
      'The statistic as it is defined. Where it is not a magnitude, such as chi-square, its effect is apart.',
    unit: 'none',
    width: 12,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, max(value) AS value
FROM measurements WHERE ${OF_FEATURE}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const verdicts = () =>
  ranksPanel({
    title: 'Verdicts',
    description: 'One row per statistic and series, one cell per window at its start.',
    width: 12,
  })
    .displayName('${__field.labels.series}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, ${SERIES} AS series, toInt8(max(${SEVERITY_RANK})) AS verdict
FROM measurements WHERE ${OF_FEATURE}
GROUP BY time, series ORDER BY time, series`,
      ),
    );

const rows = () =>
  seriesPanel({
    title: 'Values compared',
    description: 'Values of the feature in the window and in its reference.',
    unit: 'short',
    width: 12,
  })
    .min(0)
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT window_start AS time, max(n_current) AS current, max(n_reference) AS reference
FROM measurements WHERE ${OF_FEATURE}
GROUP BY time ORDER BY time`,
      ),
    )
    .overrideByName('reference', [...DASHED, fixed('reference')]);

const measurements = () =>
  tablePanel({
    title: 'Measurements',
    description: 'Every judged measurement, the newest window first, with the rule that judged it.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT window_start, window_end, monitor, version, segment,
    statistic, severity, value, effect, threshold, p_adjusted, rule, n_reference, n_current, engine, exact
FROM measurements WHERE ${OF_FEATURE}
ORDER BY window_start DESC, monitor, version, statistic LIMIT 500`,
      ),
    )
    .overrideByName('severity', [...coloured(SEVERITIES), width(100)])
    .overrideByName('monitor', [linked(toPage('Open in Plumbline', `/monitors/${field('monitor')}`))])
    .overrideByName('p_adjusted', [unit('sci')])
    .overrideByName('rule', [width(360)]);

/** featureBoard shows one feature of a model: each statistic with its threshold, evidence and verdict. */
export function featureBoard(): Dashboard {
  return buildBoard(
    {
      name: 'feature',
      title: 'Plumbline: feature',
      description: 'Did this feature move, by how much, and how sure is that?',
      from: 'now-90d',
      refresh: '1m',
      path: `/models/${variable('model')}/features/${variable('feature')}`,
    },
    {
      variables: [DATASOURCE, PROJECT, MODEL, VERSION, MONITOR, FEATURE, STATISTIC, PAGE],
      annotations: modelEvents(),
      sections: [
        { title: 'Magnitude and evidence', panels: [effect(), pValue(), value()] },
        { title: 'Verdicts', panels: [verdicts(), rows(), measurements()] },
      ],
    },
  );
}
