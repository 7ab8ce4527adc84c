import type { BaselineFileReader } from '../analyzers/ports.ts';
import { createBaselineFileReader } from './baseline-file-reader.ts';
import { IN_MEMORY, openEmbeddedEngine } from './embedded-engine.ts';
import { createRowFiles, type RowFiles } from './row-files.ts';
import { createTableFiles, type TableFiles } from './table-file.ts';

/** FileReaders read local files without a store. */
export interface FileReaders {
  readonly rowFiles: RowFiles;
  readonly baselineFiles: BaselineFileReader;
  readonly tableFiles: TableFiles;
  close(): Promise<void>;
}

/** openFileReaders starts an embedded engine without data, for commands that run beside a service. */
export async function openFileReaders(): Promise<FileReaders> {
  const engine = await openEmbeddedEngine({ path: IN_MEMORY, appenders: 0, readers: 0 });
  return {
    rowFiles: createRowFiles(engine.openFileConnection),
    baselineFiles: createBaselineFileReader(engine.openFileConnection),
    tableFiles: createTableFiles(engine.openFileConnection),
    close: () => engine.close(),
  };
}
