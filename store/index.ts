export { type ClickHouseDescription, describeClickHouse } from './describe-clickhouse.ts';
export { openFileReaders } from './file-readers.ts';
export type { LogRules } from './insert-log-records.ts';
export { LOG_BLOCK_SETTINGS } from './log-writer.ts';
export { openStore, type Store } from './open-store.ts';
export type { TableFile, TableFiles } from './table-file.ts';
