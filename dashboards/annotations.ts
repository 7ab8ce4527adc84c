import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { clickhouseQuery, SELECTED_SOURCE } from './clickhouse-query.ts';
import { matches } from './conditions.ts';
import { COLOURS } from './states.ts';

const KINDS = {
  incident: ['Incidents', 'critical'],
  retraining: ['Retraining', 'info'],
  version: ['Versions', 'reference'],
} as const;

/**
 * modelEvents marks the incidents, retraining runs and new versions of the chosen model on every graph of a board: spans
 * that reach into its range, what is not over yet up to the end of the range.
 */
export function modelEvents(): Builder<AnnotationQuery>[] {
  return Object.entries(KINDS).map(([kind, [name, colour]]) =>
    new AnnotationQueryBuilder()
      .name(name)
      .enable(true)
      .hide(false)
      .iconColor(COLOURS[colour])
      .datasource(SELECTED_SOURCE)
      .target(clickhouseQuery('table', eventsOf(kind), 'Anno')),
  );
}

function eventsOf(kind: string): string {
  const open = kind === 'version' ? 'at' : '$__toTime_ms';
  return `SELECT at AS time, ifNull(until, ${open}) AS timeEnd, title, text, concat(kind, if(severity = '', '', concat(',', severity))) AS tags
FROM timeline
WHERE ${matches('project', 'model')} AND kind = '${kind}'
    AND at <= $__toTime_ms AND ifNull(until, ${open}) >= $__fromTime_ms
ORDER BY time`;
}
