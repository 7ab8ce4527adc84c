import { Type } from 'typebox';
import { LIMITS, PlumblineError, TimestampSchema } from '../../domain/index.ts';
import type { MonitorControl, Row, RunRequest } from '../ports.ts';
import { readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import { ROW_SCHEMAS } from '../schemas/row-schemas.ts';
import type { ApiServer } from '../server.ts';

const name = Type.String({ minLength: 1, maxLength: LIMITS.nameBytes });
const RunSchema = Type.Object(
  {
    from: Type.Optional(TimestampSchema),
    to: Type.Optional(TimestampSchema),
    notify: Type.Optional(Type.Boolean({ description: 'Let the run reach people; false by default' })),
  },
  {
    additionalProperties: false,
    description: 'Without from and to: the newest closed window that traffic has reached',
  },
);
const RUN_PARAMETER = Type.Object({ id: Type.String({ minLength: 1, maxLength: LIMITS.idBytes }) });
/** Rows come from the port as they are. */
const RUN: Type.TSchema = ROW_SCHEMAS.monitorRun;
const OUTCOME = Type.Object({}, { additionalProperties: true });

/** addRunRoutes runs monitors on past windows and shows how far runs have come. */
export function addRunRoutes(app: ApiServer, monitors: MonitorControl): void {
  app.post(
    '/v1/monitors/:name/runs',
    {
      config: { access: 'admin' },
      // The newest window is asked for with an empty object, or with no body at all.
      preValidation: async (request) => {
        request.body ??= {};
      },
      schema: {
        tags: ['control'],
        summary: 'Run a monitor on past windows',
        description:
          'Every whole window in [from, to) is evaluated as a backfill, which stays silent unless notify. The answer ' +
          'comes when that is done; with "Prefer: respond-async" at once, with the run to follow.',
        params: Type.Object({ name }),
        headers: Type.Object({
          prefer: Type.Optional(Type.String({ maxLength: 256, description: 'respond-async, or nothing' })),
        }),
        body: RunSchema,
        response: { 200: OUTCOME, 202: RUN, ...PROBLEM_RESPONSES },
      },
    },
    async (request, reply) => {
      const { project } = request.principal;
      const { name: monitor } = request.params;
      const wanted = runRequest(request.body);
      if (!/(^|[,\s])respond-async\b/i.test(request.headers.prefer ?? '')) {
        return monitors.runMonitor(project, monitor, wanted);
      }
      const run = await monitors.startRun(project, monitor, wanted);
      return reply
        .code(202)
        .header('preference-applied', 'respond-async')
        .header('location', `/v1/monitor-runs/${encodeURIComponent(String(run.run_id))}`)
        .send(run);
    },
  );
  addFollowing(app, monitors);
}

function addFollowing(app: ApiServer, monitors: MonitorControl): void {
  app.get(
    '/v1/monitor-runs',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'Runs of monitors that this process knows of, newest first',
        response: { 200: Type.Object({ items: Type.Array(RUN) }), ...PROBLEM_RESPONSES },
      },
    },
    async (request) => ({ items: [...monitors.listRuns(request.principal.project)] }),
  );

  app.get(
    '/v1/monitor-runs/:id',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'How far a run of a monitor has come',
        params: RUN_PARAMETER,
        response: { 200: RUN, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => known(monitors.getRun(request.principal.project, request.params.id)),
  );

  app.post(
    '/v1/monitor-runs/:id/cancel',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['control'],
        summary: 'End a run of a monitor',
        description: 'The window that is under way is still evaluated; a run that has ended stays as it is.',
        params: RUN_PARAMETER,
        response: { 200: RUN, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => known(monitors.cancelRun(request.principal.project, request.params.id)),
  );
}

function runRequest({ from, to, notify = false }: Type.Static<typeof RunSchema>): RunRequest {
  return { from: readInstant(from, '/from') ?? null, to: readInstant(to, '/to') ?? null, notify };
}

function known(run: Row | null): Row {
  if (run !== null) return run;
  throw new PlumblineError(
    'not_found',
    'This process knows no such run: runs end with the process that took them, and only the last ones are kept. What they found is among the evaluations.',
  );
}
