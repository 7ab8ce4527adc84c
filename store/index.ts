export { openFileReaders } from './file-readers.ts';
export { LOG_BLOCK_SETTINGS, type LogRules } from './log-writer.ts';
export { openStore, type Store } from './open-store.ts';
