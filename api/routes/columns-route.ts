import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { LIMITS, PlumblineError, TimestampSchema } from '../../domain/index.ts';
import type { StoredColumns, StoredColumnsRequest } from '../ports.ts';
import { readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';
import { MODEL_PARAMETER } from './read-routes.ts';

const closed = { additionalProperties: false } as const;
const name = Type.String({ minLength: 1, maxLength: LIMITS.nameBytes });
const ColumnsSchema = Type.Object(
  {
    baseline: Type.Optional(Type.String({ pattern: '^[0-9a-f]{1,128}$', description: 'Hash of a baseline' })),
    window: Type.Optional(Type.Object({ from: TimestampSchema, to: TimestampSchema }, closed)),
    segment: Type.Optional(
      Type.Object(
        { feature: name, values: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }) },
        closed,
      ),
    ),
    columns: Type.Optional(
      Type.Array(Type.Object({ name, kind: Type.Enum(['numeric', 'categorical']) }, closed), {
        maxItems: LIMITS.featureNamesPerModel,
        description: 'Features of the window; none for the number of rows alone',
      }),
    ),
  },
  closed,
);

type Body = Type.Static<typeof ColumnsSchema>;

function readRequest({ baseline, window, segment, columns = [] }: Body): StoredColumnsRequest {
  if (baseline !== undefined && window === undefined) return { baseline };
  if (baseline !== undefined || window === undefined)
    throw new PlumblineError('invalid_request', 'Give either baseline or window.');
  const [from, to] = [readInstant(window.from, '/window/from')!, readInstant(window.to, '/window/to')!];
  if (from >= to) throw new PlumblineError('invalid_window');
  return {
    window: { from, to },
    segment: segment ?? null,
    columns: columns as { name: string; kind: 'numeric' | 'categorical' }[],
  };
}

/** addColumnsRoute streams stored columns to `plumbline check`. */
export function addColumnsRoute(app: ApiServer, columns: StoredColumns): void {
  app.post(
    '/v1/models/:model/columns',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'Columns of a stored baseline or window',
        description:
          'NDJSON: a line with the number of rows, then one line per column; numbers are base64 of little-endian float64.',
        params: MODEL_PARAMETER,
        body: ColumnsSchema,
        response: {
          200: Type.Unsafe<Readable>(Type.String({ description: 'NDJSON' })),
          ...PROBLEM_RESPONSES,
        },
      },
    },
    async (request, reply) => {
      const lines = await columns.readColumns(
        request.principal.project,
        request.params.model,
        readRequest(request.body),
      );
      return reply.type('application/x-ndjson').send(Readable.from(lines));
    },
  );
}
