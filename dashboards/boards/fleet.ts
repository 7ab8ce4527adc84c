import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { EVALUATION_RANK, inRange, matches } from '../conditions.ts';
import { asBuilders, field, label, linked, toBoard, toPage } from '../links.ts';
import { barsPanel, fixed, HIDDEN, ranksPanel, statPanel, tablePanel, unit, width } from '../panels.ts';
import { coloured, MODEL_STATES } from '../states.ts';
import { DATASOURCE, PAGE, PROJECT } from '../variables.ts';

const states = () =>
  statPanel({
    title: 'Models by state',
    description:
      'The state of a model is its worst alert that fires. No data: its newest windows could not be judged. Waiting: it was never judged.',
    unit: 'short',
    width: 12,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT countIf(state = 'critical') AS critical, countIf(state = 'warning') AS warning, countIf(state = 'ok') AS ok,
    countIf(state = 'no_data') AS \`no data\`, countIf(state = 'waiting') AS waiting
FROM model_states WHERE ${matches('project')}`,
      ),
    )
    .overrideByName('critical', [fixed('critical')])
    .overrideByName('warning', [fixed('warning')])
    .overrideByName('ok', [fixed('good')])
    .overrideByName('no data', [fixed('quiet')])
    .overrideByName('waiting', [fixed('info')]);

const incidents = () =>
  statPanel({
    title: 'Open incidents',
    description: 'Incidents of all models of the project that are not resolved.',
    unit: 'short',
    width: 6,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT sum(open_incidents) AS open FROM model_states WHERE ${matches('project')}`,
      ),
    )
    .overrideByName('open', [fixed('critical')]);

const freshness = () =>
  statPanel({
    title: 'Since the newest event',
    description: 'Age of the newest event of any model. It grows when nothing arrives any more.',
    unit: 's',
    width: 6,
  }).withTarget(
    clickhouseQuery(
      'table',
      `SELECT dateDiff('second', max(newest_event_time), now64(3, 'UTC')) AS age FROM model_states WHERE ${matches('project')}`,
    ),
  );

const models = () =>
  tablePanel({
    title: 'Models',
    description:
      'Every model with what fires, since when, and how fresh its data and its verdicts are. Click a model for its board.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT model, state, arrayStringConcat(firing, ', ') AS firing, open_incidents, incident_since,
    incident_id, current_version AS version, versions, monitors, features,
    newest_event_time, newest_window_end, evaluated_at
FROM model_states WHERE ${matches('project')}
ORDER BY indexOf(['ok', 'waiting', 'no_data', 'warning', 'critical'], state) DESC, model`,
      ),
    )
    .overrideByName('model', [
      width(200),
      linked(
        toBoard('Board of the model', 'model', { model: field('model') }),
        toBoard('Performance of the model', 'performance', { model: field('model') }),
        toPage('Open in Plumbline', `/models/${field('model')}`),
      ),
    ])
    .overrideByName('state', [...coloured(MODEL_STATES), width(110)])
    .overrideByName('open_incidents', [
      unit('short'),
      linked(toPage('Newest incident', `/incidents/${field('incident_id')}`)),
    ])
    .overrideByName('incident_id', HIDDEN);

const history = () =>
  ranksPanel({
    title: 'Worst verdict by day',
    description:
      'One row per model, one cell per day in which a window began: the worst verdict over all its monitors and versions.',
    width: 24,
    height: 10,
  })
    .displayName('${__field.labels.model}')
    .dataLinks(
      asBuilders([
        toBoard('Board of the model', 'model', { model: label('model') }),
        toPage('Open in Plumbline', `/models/${label('model')}`),
      ]),
    )
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT toStartOfDay(window_start, 'UTC') AS time, model, toInt8(max(${EVALUATION_RANK})) AS verdict
FROM evaluation_windows WHERE ${matches('project')} AND ${inRange('window_start')}
GROUP BY time, model ORDER BY time, model`,
      ),
    );

const evaluations = () =>
  barsPanel({
    title: 'Windows judged by day',
    description:
      'Evaluations by what came of them. Insufficient data means that a window had fewer rows than its monitor asks for.',
    unit: 'short',
    width: 24,
  })
    .displayName('${__field.labels.status}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT toStartOfDay(window_start, 'UTC') AS time, status, count() AS windows
FROM evaluation_windows WHERE ${matches('project')} AND ${inRange('window_start')}
GROUP BY time, status ORDER BY time, status`,
      ),
    )
    .overrideByRegexp('/complete$/', [fixed('good')])
    .overrideByRegexp('/partial$/', [fixed('info')])
    .overrideByRegexp('/insufficient_data$/', [fixed('quiet')])
    .overrideByRegexp('/failed$/', [fixed('critical')]);

/** fleetBoard shows the state of every model of a project. */
export function fleetBoard(): Dashboard {
  return buildBoard(
    {
      name: 'fleet',
      title: 'Plumbline: fleet',
      description: 'Which models are in trouble, since when, and how fresh is what we know?',
      from: 'now-30d',
      refresh: '1m',
      path: '/',
    },
    {
      variables: [DATASOURCE, PROJECT, PAGE],
      sections: [
        { title: 'Now', panels: [states(), incidents(), freshness(), models()] },
        { title: 'Over time', panels: [history(), evaluations()] },
      ],
    },
  );
}
