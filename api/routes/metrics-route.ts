import type { Registry } from 'prom-client';
import type { ApiServer } from '../server.ts';

/** addMetricsRoute shows the registry to a scraper, once `refresh` has brought up to date what is not counted here. */
export function addMetricsRoute(app: ApiServer, registry: Registry, refresh: () => Promise<void>): void {
  app.get(
    '/metrics',
    {
      config: { access: 'metrics' },
      schema: {
        tags: ['operation'],
        summary: 'Metrics for Prometheus',
        response: {
          200: { description: 'Text exposition format', content: { 'text/plain': { schema: {} } } },
        },
      },
    },
    async (_request, reply) => {
      await refresh();
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
