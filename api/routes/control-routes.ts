import { Type } from 'typebox';
import { LIMITS } from '../../domain/index.ts';
import type { MonitorControl } from '../ports.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';
import { MODEL_PARAMETER } from './read-routes.ts';

const name = Type.String({ minLength: 1, maxLength: LIMITS.nameBytes });
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

/** addControlRoutes registers versions. */
export function addControlRoutes(app: ApiServer, monitors: MonitorControl): void {
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
