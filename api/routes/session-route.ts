import { Type } from 'typebox';
import type { IngestHealth } from '../ports.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import { MAYBE_TIME } from '../schemas/row-schemas.ts';
import type { ApiServer } from '../server.ts';

const SessionSchema = Type.Object(
  {
    project: Type.String(),
    scopes: Type.Array(Type.Enum(['ingest', 'read', 'admin'])),
    version: Type.String({ description: 'Release of the service' }),
    first_event_at: MAYBE_TIME,
    public_url: Type.Optional(Type.String({ description: 'How people and pipelines reach this service' })),
  },
  { title: 'Session' },
);

/** SessionOptions are what a session says of the service. */
export interface SessionOptions {
  readonly ingestHealth: Pick<IngestHealth, 'firstEventAt'>;
  readonly version: string;
  /** Null where it is not known. */
  readonly publicUrl: string | null;
}

/** addSessionRoute tells a reader who they are to this service, and whether anything has arrived yet. */
export function addSessionRoute(app: ApiServer, { ingestHealth, version, publicUrl }: SessionOptions): void {
  app.get(
    '/v1/session',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'Project and scopes of the API key',
        response: { 200: SessionSchema, ...PROBLEM_RESPONSES },
      },
    },
    async ({ principal: { project, scopes } }) => ({
      project,
      scopes: [...scopes],
      version,
      first_event_at: await ingestHealth.firstEventAt(project),
      ...(publicUrl !== null && { public_url: publicUrl }),
    }),
  );
}
