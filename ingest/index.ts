export {
  checkIngestSection,
  declaredFeatures,
  INGEST_DEFAULTS,
  type IngestConfig,
  type IngestSection,
  IngestSectionSchema,
  readIngestConfig,
  resolveIngestSection,
} from './config.ts';
export { type ConfigProblem, readSection, type SectionReading } from './config-problems.ts';
export type { IngestMetrics, RecordCounts } from './counters.ts';
export {
  type Appended,
  type AppendRequest,
  createIngest,
  type Ingest,
  type IngestOptions,
} from './create-ingest.ts';
export type { DeclaredFeature } from './feature-catalogue.ts';
export { type ImportRequest, type ImportSink, type ImportSummary, importFile } from './import-file.ts';
export { parseMapping } from './import-mapping.ts';
export type { IncomingRecord } from './judge-record.ts';
export type { IngestLogger } from './logger.ts';
