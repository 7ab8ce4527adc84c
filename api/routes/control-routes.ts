import { Type } from 'typebox';
import { LIMITS, TimestampSchema } from '../../domain/index.ts';
import type { MonitorControl } from '../ports.ts';
import { readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';
import { MODEL_PARAMETER } from './read-routes.ts';

const name = Type.String({ minLength: 1, maxLength: LIMITS.nameBytes });
const RunSchema = Type.Object(
  {
    from: TimestampSchema,
    to: TimestampSchema,
    notify: Type.Optional(Type.Boolean({ description: 'Let the run reach people; false by default' })),
  },
  { additionalProperties: false },
);
const VersionSchema = Type.Object(
  {
    version: name,
    baseline: Type.Optional(
      Type.Object(
        {},
        { additionalProperties: true, description: "Definition of the version's own baseline" },
      ),
    ),
  },
  { additionalProperties: false },
);
const AnyRow = Type.Object({}, { additionalProperties: true });

/** addControlRoutes runs monitors on past windows and registers versions. */
export function addControlRoutes(app: ApiServer, monitors: MonitorControl): void {
  app.post(
    '/v1/monitors/:name/runs',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['control'],
        summary: 'Run a monitor on past windows',
        description:
          'Every whole window in [from, to) is evaluated as a backfill, which stays silent unless notify; ' +
          'the answer comes when that is done.',
        params: Type.Object({ name }),
        body: RunSchema,
        response: { 200: AnyRow, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const { from, to, notify = false } = request.body;
      const window = { from: readInstant(from, '/from')!, to: readInstant(to, '/to')!, notify };
      return monitors.runMonitor(request.principal.project, request.params.name, window);
    },
  );

  app.post(
    '/v1/models/:model/versions',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['control'],
        summary: 'Register a model version',
        params: MODEL_PARAMETER,
        body: VersionSchema,
        response: { 201: AnyRow, ...PROBLEM_RESPONSES },
      },
    },
    async (request, reply) => {
      const { project } = request.principal;
      return reply
        .code(201)
        .send(await monitors.registerVersion(project, request.params.model, request.body));
    },
  );
}
