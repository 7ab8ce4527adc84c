import { Type } from 'typebox';
import { LIMITS, TimestampSchema } from '../../domain/index.ts';
import type { QuarantineReplayer } from '../ports.ts';
import { readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

const words = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: LIMITS.nameBytes }), { maxItems: 1000, description });

const ReplaySchema = Type.Object(
  {
    ids: Type.Optional(words('Ids of records; any without it')),
    codes: Type.Optional(words('Codes that the records were refused with; any without it')),
    kind: Type.Optional(Type.Enum(['prediction', 'label', 'feature_sample'])),
    from: Type.Optional(TimestampSchema),
    to: Type.Optional(TimestampSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  },
  { additionalProperties: false },
);
const SummarySchema = Type.Object({
  replayed: Type.Integer({ description: 'Records that have landed now' }),
  refused: Type.Array(
    Type.Object({ quarantine_id: Type.String(), code: Type.String(), path: Type.String() }),
    { description: 'Records that stay in quarantine, each with its present code' },
  ),
});

/** addQuarantineRoute tries records of quarantine again. */
export function addQuarantineRoute(app: ApiServer, quarantine: QuarantineReplayer): void {
  app.post(
    '/v1/quarantine/replay',
    {
      config: { access: 'admin' },
      schema: {
        tags: ['control'],
        summary: 'Try records of quarantine again',
        description:
          'Records are judged by the present rules, with the time at which they came; each lands at most once.',
        body: ReplaySchema,
        response: { 200: SummarySchema, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const { from, to, limit = 1000, ...selection } = request.body;
      const [first, last] = [readInstant(from, '/from'), readInstant(to, '/to')];
      const summary = await quarantine.replay(request.principal.project, {
        ...selection,
        limit,
        ...(first !== undefined && { from: first }),
        ...(last !== undefined && { to: last }),
      });
      return { replayed: summary.replayed, refused: [...summary.refused] };
    },
  );
}
