import type { Registry } from 'prom-client';
import type { DriftMetrics } from '../metrics/drift-metrics.ts';
import type { ApiServer } from '../server.ts';

/** addMetricsRoute shows the registry to a scraper. */
export function addMetricsRoute(app: ApiServer, registry: Registry, drift: DriftMetrics): void {
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
      await drift.refresh();
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
