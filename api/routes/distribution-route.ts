import { Type } from 'typebox';
import { LIMITS, PlumblineError } from '../../domain/index.ts';
import type { DistributionRequest, DistributionView } from '../ports.ts';
import { BY_TIME, readInstant } from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

const name = (description: string) => Type.String({ maxLength: LIMITS.nameBytes, description });
const QuerySchema = Type.Object(
  {
    model: name('The model'),
    subject: Type.Optional(Type.Enum(['feature', 'prediction', 'score'])),
    feature: Type.Optional(name('The feature; required unless the subject is another one')),
    version: Type.Optional(name('Of this version only')),
    deployment: Type.Optional(name('That of the newest evaluation without it')),
    segment: Type.Optional(name('Name of a segment of a monitor; all traffic without it')),
    ...BY_TIME,
  },
  { additionalProperties: false },
);

const share = Type.Number({ minimum: 0, maximum: 1.000001 });
const shares = Type.Array(share, { description: 'Of the usable values of this side, per bin or category' });
const count = Type.Integer({ minimum: 0 });
const ofRows = Type.Number({ minimum: 0, maximum: 1, description: 'Share of the rows of this side' });
const side = (which: string) => ({
  [`${which}_rows`]: count,
  [`${which}_nulls`]: ofRows,
  [`${which}_missing`]: ofRows,
  [`${which}_mismatched`]: ofRows,
});
const DistributionSchema: Type.TSchema = Type.Object(
  {
    model: Type.String(),
    subject: Type.Enum(['feature', 'prediction', 'score']),
    feature: Type.String(),
    version: Type.String({ description: 'Empty for all versions' }),
    deployment: Type.String(),
    segment: Type.String(),
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time' }),
    reference: shares,
    current: shares,
    ...side('reference'),
    ...side('current'),
    unseen: Type.Array(Type.Object({ category: Type.String(), share }), {
      description: 'Frequent categories that the reference lacks',
    }),
    baseline_hash: Type.Union([Type.String(), Type.Null()]),
    reference_origin: Type.Unknown(),
    source: Type.Enum(['rows', 'profiles'], { description: 'profiles where rows are too old or too many' }),
    expired_rows: Type.Integer({ minimum: 0, description: 'Rows that are so old that features may be gone' }),
    kind: Type.Enum(['numeric', 'categorical']),
    edges: Type.Array(Type.Number(), {
      description:
        'One more than shares, ascending; the outermost are the lowest and highest values where a tail is. None for categories',
    }),
    low_tail: Type.Boolean({ description: 'The first bin holds what lies below the middle 99 %' }),
    high_tail: Type.Boolean({ description: 'The last bin holds what lies above the middle 99 %' }),
    categories: Type.Array(Type.String(), { description: 'As many as shares. None for numbers' }),
    others: Type.Boolean({ description: 'The last category stands for all others' }),
  },
  { title: 'Distribution' },
);

/** addDistributionRoute shows a subject in its reference and in a span of traffic, on the same bins. */
export function addDistributionRoute(app: ApiServer, distributions: DistributionView): void {
  app.get(
    '/v1/distributions',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'A feature, the prediction or the score: reference and current side by side',
        description: 'Without from and to: the newest evaluated window.',
        querystring: QuerySchema,
        response: { 200: DistributionSchema, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => distributions.read(request.principal.project, readRequest(request.query)),
  );
}

function readRequest({
  model,
  subject = 'feature',
  feature = '',
  ...query
}: Type.Static<typeof QuerySchema>): DistributionRequest {
  if ((subject === 'feature') !== (feature !== '')) {
    throw new PlumblineError('invalid_request', 'Give a feature, or the subject prediction or score.');
  }
  const [start, end] = [readInstant(query.from, '/from'), readInstant(query.to, '/to')];
  if ((start === undefined) !== (end === undefined)) {
    throw new PlumblineError(
      'invalid_window',
      'Give "from" and "to", or neither for the newest evaluated window.',
    );
  }
  if (start !== undefined && !(start < end!)) throw new PlumblineError('invalid_window');
  return {
    model,
    subject: { kind: subject, name: feature },
    version: query.version || null,
    deployment: query.deployment || null,
    segment: query.segment ?? '',
    window: start === undefined ? null : { start, end: end! },
  };
}
