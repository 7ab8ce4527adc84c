import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { buildBoard } from '../board.ts';
import { clickhouseQuery } from '../clickhouse-query.ts';
import { inRange, matches } from '../conditions.ts';
import { asBuilders, toPage } from '../links.ts';
import { barsPanel, fixed, seriesPanel, statPanel, tablePanel, unit, width } from '../panels.ts';
import { DATASOURCE, PAGE, PROJECT } from '../variables.ts';

const HOURS = `${matches('project')} AND ${inRange('hour')}`;
const REFUSED = `${matches('project')} AND ${inRange('received_at')}`;

const totals = () =>
  statPanel({
    title: 'Records in the range',
    description:
      'Records that were accepted and those that were rejected into quarantine, by hour of arrival.',
    unit: 'short',
    width: 10,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT sum(accepted) AS accepted, sum(rejected) AS rejected FROM ingest_hours WHERE ${HOURS}`,
      ),
    )
    .overrideByName('accepted', [fixed('good')])
    .overrideByName('rejected', [fixed('critical')]);

const share = () =>
  statPanel({
    title: 'Share rejected',
    description: 'Rejected records of all that arrived in the range.',
    unit: 'percentunit',
    width: 7,
  })
    .decimals(2)
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT if(sum(accepted + rejected) = 0, 0, sum(rejected) / sum(accepted + rejected)) AS share
FROM ingest_hours WHERE ${HOURS}`,
      ),
    );

const freshness = () =>
  statPanel({
    title: 'Since the newest arrival',
    description: 'Age of the newest record of the project by arrival, and by its own time.',
    unit: 's',
    width: 7,
  }).withTarget(
    clickhouseQuery(
      'table',
      `SELECT dateDiff('second', max(newest_received_at), now64(3, 'UTC')) AS arrival,
    dateDiff('second', max(newest_event_time), now64(3, 'UTC')) AS event
FROM model_states WHERE ${matches('project')}`,
    ),
  );

const arrivals = () =>
  barsPanel({
    title: 'Accepted by hour',
    description: 'Records by kind and hour of arrival.',
    unit: 'short',
    width: 12,
  })
    .displayName('${__field.labels.kind}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT hour AS time, kind, sum(accepted) AS records
FROM ingest_hours WHERE ${HOURS} GROUP BY time, kind ORDER BY time, kind`,
      ),
    );

const byModel = () =>
  seriesPanel({
    title: 'Accepted by model and hour',
    description: 'Records by model and hour of arrival; a model that falls silent shows here first.',
    unit: 'short',
    width: 12,
  })
    .min(0)
    .displayName('${__field.labels.model}')
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT hour AS time, if(model = '', '(none)', model) AS model, sum(accepted) AS records
FROM ingest_hours WHERE ${HOURS} AND accepted > 0 GROUP BY time, model ORDER BY time, model`,
      ),
    );

const refused = () =>
  barsPanel({
    title: 'Rejected by reason',
    description: 'Records in quarantine by the code that refused them; docs/errors.md explains each code.',
    unit: 'short',
    width: 12,
  })
    .displayName('${__field.labels.code}')
    .dataLinks(asBuilders([toPage('Look at them and replay', '/ingest')]))
    .withTarget(
      clickhouseQuery(
        'series',
        `SELECT toStartOfHour(received_at) AS time, code, count() AS records
FROM quarantine_log WHERE ${REFUSED} GROUP BY time, code ORDER BY time, code`,
      ),
    );

const partitions = () =>
  tablePanel({
    title: 'Partitions of the log',
    description:
      'How far each partition of the project has come, and how many records wait in it. Empty without a log: records then go straight into the store.',
    unit: 'none',
    width: 12,
  })
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT topic, log_partition, newest_event_time, newest_received_at, records_behind,
    dateDiff('second', newest_received_at, now64(3, 'UTC')) AS age
FROM ingest_partitions WHERE ${matches('project')} ORDER BY topic, log_partition`,
      ),
    )
    .overrideByName('records_behind', [unit('short')])
    .overrideByName('age', [unit('s')]);

const quarantine = () =>
  tablePanel({
    title: 'Quarantine',
    description:
      'Newest records that were refused, with where they came from and why. Replayed ones have landed since.',
    unit: 'none',
    width: 24,
    height: 10,
  })
    .dataLinks(asBuilders([toPage('Look at it and replay', '/ingest')]))
    .withTarget(
      clickhouseQuery(
        'table',
        `SELECT received_at, kind, model, code, path, reason, source, topic, log_partition, log_offset, line, raw_bytes, replayed_at, quarantine_id
FROM quarantine_log WHERE ${REFUSED} ORDER BY received_at DESC, quarantine_id LIMIT 500`,
      ),
    )
    .overrideByName('raw_bytes', [unit('bytes')])
    .overrideByName('reason', [width(320)]);

/** ingestBoard shows what arrives, what is refused and why, and how far the log has come. */
export function ingestBoard(): Dashboard {
  return buildBoard(
    {
      name: 'ingest',
      title: 'Plumbline: ingest health',
      description: 'Does everything arrive, and what is refused for which reason?',
      from: 'now-24h',
      refresh: '30s',
      path: '/ingest',
    },
    {
      variables: [DATASOURCE, PROJECT, PAGE],
      sections: [
        { title: 'Arrivals', panels: [totals(), share(), freshness(), arrivals(), byModel()] },
        { title: 'Refused, and the log', panels: [refused(), partitions(), quarantine()] },
      ],
    },
  );
}
