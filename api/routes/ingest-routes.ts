import { Type } from 'typebox';
import {
  FeatureSampleSchema,
  LabelRecordSchema,
  PlumblineError,
  PredictionRecordSchema,
  type RecordKind,
} from '../../domain/index.ts';
import type { RecordsBody } from '../body/parse-records.ts';
import type { IngestGateway } from '../ports.ts';
import { PROBLEM_RESPONSES, RejectedSchema } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

const AppendedSchema = Type.Object(
  {
    accepted: Type.Integer({ description: 'Records that are durable; a repeat counts and is stored once' }),
    rejected: Type.Array(RejectedSchema),
  },
  { title: 'Appended' },
);

const ROUTES = [
  { path: '/v1/predictions', kind: 'prediction', record: PredictionRecordSchema, what: 'predictions' },
  { path: '/v1/labels', kind: 'label', record: LabelRecordSchema, what: 'labels' },
  { path: '/v1/features', kind: 'feature_sample', record: FeatureSampleSchema, what: 'feature samples' },
] as const satisfies readonly { path: string; kind: RecordKind; record: Type.TSchema; what: string }[];

/** addIngestRoutes takes records in: each request is answered when its accepted records are durable. */
export function addIngestRoutes(app: ApiServer, gateway: IngestGateway): void {
  for (const { path, kind, record, what } of ROUTES) {
    app.post(
      path,
      {
        config: { access: 'ingest' },
        // Records are judged one by one in ingest/, so that good ones beside bad ones land.
        validatorCompiler: () => () => true,
        schema: {
          operationId: `append_${kind}`,
          tags: ['ingest'],
          summary: `Log ${what}`,
          description: `A list, one record, or one record per line; gzip is welcome. 202 lists the records that were rejected; 422 answers when all were.`,
          body: {
            content: {
              'application/json': { schema: Type.Union([Type.Array(record), record]) },
              'application/x-ndjson': { schema: Type.String({ description: 'One record per line' }) },
            },
          },
          response: { 202: AppendedSchema, ...PROBLEM_RESPONSES },
        },
      },
      async (request, reply) => {
        const records = request.body as unknown as RecordsBody | undefined;
        if (!records || records.length === 0) throw new PlumblineError('empty_body');
        const { project } = request.principal;
        const { accepted, rejected } = await gateway.append({ project, kind, source: 'http', records });
        if (accepted === 0) {
          throw new PlumblineError('all_records_rejected', undefined, { details: { rejected } });
        }
        return reply.code(202).send({ accepted, rejected: [...rejected] });
      },
    );
  }
}
