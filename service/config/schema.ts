import { AlertsConfigSchema } from '../../alerts/index.ts';
import { AnalyzersSchema } from '../../analyzers/index.ts';
import { ApiSectionSchema } from '../../api/index.ts';
import { IngestSectionSchema, KafkaSectionSchema } from '../../ingest/index.ts';
import { RootSchema } from './root-section.ts';

/** configJsonSchema describes plumbline.yaml for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'plumbline.yaml',
    type: 'object',
    additionalProperties: false,
    properties: {
      ...RootSchema.properties,
      ...AnalyzersSchema.properties,
      ingest: IngestSectionSchema,
      kafka: KafkaSectionSchema,
      api: ApiSectionSchema,
      alerts: AlertsConfigSchema,
    },
  };
}
