export { type IngestConfig, IngestSectionSchema, readIngestConfig } from './config.ts';
export type { IngestMetrics } from './counters.ts';
export { createIngest, type Ingest } from './create-ingest.ts';
export type { DeclaredFeature } from './feature-catalogue.ts';
export { type ImportSink, type ImportSummary, importFile } from './import-file.ts';
export { parseMapping } from './import-mapping.ts';
