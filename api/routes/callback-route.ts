import { Type } from 'typebox';
import { LIMITS, PlumblineError } from '../../domain/index.ts';
import { bearerToken } from '../authenticator.ts';
import type { RetrainingCallback } from '../ports.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

const ReportSchema = Type.Object(
  {
    status: Type.Enum(['started', 'succeeded', 'failed']),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LIMITS.nameBytes,
        description: 'The new version; with succeeded',
      }),
    ),
    baseline: Type.Optional(
      Type.Object(
        {},
        { additionalProperties: true, description: "Definition of the new version's baseline" },
      ),
    ),
    message: Type.Optional(Type.String({ maxLength: 2000, description: 'For people' })),
  },
  { additionalProperties: false, title: 'RetrainingReport' },
);

/** addCallbackRoute lets a pipeline report on its retraining run; the run's own token admits it, not an API key. */
export function addCallbackRoute(app: ApiServer, retraining: RetrainingCallback): void {
  app.post(
    '/v1/retraining-runs/:id/callback',
    {
      config: { access: 'callback' },
      schema: {
        tags: ['control'],
        summary: 'Report on a retraining run',
        security: [{ callbackToken: [] }],
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: LIMITS.idBytes }) }),
        body: ReportSchema,
        response: { 200: Type.Object({}, { additionalProperties: true }), ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const token = bearerToken(request.headers.authorization);
      if (token === null) throw new PlumblineError('unauthorized');
      return retraining.receive(request.params.id, token, request.body);
    },
  );
}
