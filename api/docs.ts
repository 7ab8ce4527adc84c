import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { ApiServer } from './server.ts';

const DESCRIPTION =
  'Plumbline keeps models true: log predictions, labels and feature samples, read evaluations and incidents. ' +
  'Errors are RFC 9457 problem documents with a stable `code`.';

/** useDocs describes every route that is added later at /openapi.json, with a page at /docs. */
export async function useDocs(app: ApiServer, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Plumbline',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key with the scope of the route' },
          callbackToken: {
            type: 'http',
            scheme: 'bearer',
            description: 'The token that came with the retraining run',
          },
        },
      },
      security: [{ apiKey: [] }],
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
}
