import { Type } from 'typebox';
import { type Clock, PlumblineError } from '../../domain/index.ts';
import type { IngestHealth } from '../ports.ts';
import { BY_TIME, readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import { MAYBE_TIME } from '../schemas/row-schemas.ts';
import type { ApiServer } from '../server.ts';

const DAY_MS = 86_400_000;
const LONGEST_MS = 92 * DAY_MS;

const kind = Type.Enum(['prediction', 'label', 'feature_sample']);
const count = Type.Integer({ minimum: 0 });
const time = Type.String({ format: 'date-time' });
const open = { additionalProperties: true } as const;
const HealthSchema: Type.TSchema = Type.Object(
  {
    hours: Type.Array(
      Type.Object(
        { model: Type.String(), kind, hour: time, accepted: count, rejected: count, rejected_bytes: count },
        open,
      ),
      { description: 'Hours of arrival, newest first; rejected are those in quarantine' },
    ),
    partitions: Type.Array(
      Type.Object(
        {
          topic: Type.String(),
          log_partition: Type.Integer(),
          newest_event_time: time,
          newest_received_at: time,
          records_behind: Type.Union([count, Type.Null()]),
        },
        open,
      ),
      { description: 'Of the log; none without one' },
    ),
    lag_seconds: Type.Union([Type.Number(), Type.Null()], {
      description: 'How long records of the log have waited; null without a log',
    }),
    reasons: Type.Array(Type.Object({ code: Type.String(), kind, records: count, newest_at: time }, open), {
      description: 'Why records wait in quarantine',
    }),
    first_event_at: MAYBE_TIME,
    newest_event_at: MAYBE_TIME,
    newest_received_at: MAYBE_TIME,
  },
  { title: 'IngestHealth', ...open },
);

/** addIngestHealthRoute shows how records come in; without a span, during the last day. */
export function addIngestHealthRoute(app: ApiServer, ingestHealth: IngestHealth, clock: Clock): void {
  app.get(
    '/v1/ingest',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'How records come in: arrivals per hour, lag, and what was rejected',
        description: 'Without from and to: the last day. A span is at most 92 days.',
        querystring: Type.Object(BY_TIME, { additionalProperties: false }),
        response: { 200: HealthSchema, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const end = readInstant(request.query.to, '/to') ?? clock();
      const start = readInstant(request.query.from, '/from') ?? end - DAY_MS;
      if (!(start < end)) throw new PlumblineError('invalid_window');
      if (end - start > LONGEST_MS) throw new PlumblineError('invalid_window', 'Ask for at most 92 days.');
      return ingestHealth.read(request.principal.project, { start, end });
    },
  );
}
