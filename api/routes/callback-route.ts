import { Type } from 'typebox';
import { RetrainingReportSchema } from '../../alerts/index.ts';
import { LIMITS } from '../../domain/index.ts';
import { bearerToken } from '../authenticator.ts';
import type { RetrainingCallback } from '../ports.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

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
        body: RetrainingReportSchema,
        response: { 200: Type.Object({}, { additionalProperties: true }), ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const token = bearerToken(request.headers.authorization) ?? '';
      return retraining.receive(request.params.id, token, request.body);
    },
  );
}
