import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { messageOf } from '../../domain/index.ts';
import type { StoreHealth } from '../ports.ts';
import { FLAG } from '../schemas/list-schema.ts';
import type { ApiServer } from '../server.ts';

const CHECK_MS = 2000;

const ReadySchema = Type.Object(
  {
    status: Type.Enum(['ready', 'not_ready']),
    checks: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { title: 'Readiness' },
);

/** HealthOptions are what readiness depends on. */
export interface HealthOptions {
  readonly store: StoreHealth;
  readonly isStopping: () => boolean;
}

/** addHealthRoutes tells supervisors whether the process lives and whether it should get traffic. */
export function addHealthRoutes(app: ApiServer, { store, isStopping }: HealthOptions): void {
  app.get(
    '/livez',
    {
      schema: {
        tags: ['operation'],
        security: [],
        summary: 'The process answers',
        response: { 200: Type.Object({ status: Type.Literal('live') }) },
      },
    },
    async () => ({ status: 'live' as const }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        tags: ['operation'],
        security: [],
        summary: 'The service can do its work',
        querystring: Type.Object({ verbose: FLAG }, { additionalProperties: false }),
        response: { 200: ReadySchema, 503: ReadySchema },
      },
    },
    async (request, reply) => {
      const checks = { service: isStopping() ? 'stopping' : 'ok', store: await checkStore(store) };
      const ready = Object.values(checks).every((result) => result === 'ok');
      return reply.code(ready ? 200 : 503).send({
        status: ready ? 'ready' : 'not_ready',
        ...(request.query.verbose !== undefined && { checks }),
      });
    },
  );
}

async function checkStore(store: StoreHealth): Promise<string> {
  const timer = new AbortController();
  const late = sleep(CHECK_MS, `no answer within ${CHECK_MS} ms`, { signal: timer.signal }).catch(() => 'ok');
  try {
    return await Promise.race([store.ping().then(() => 'ok'), late]);
  } catch (error) {
    return messageOf(error);
  } finally {
    timer.abort();
  }
}
