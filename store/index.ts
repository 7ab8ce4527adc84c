export { openFileReaders } from './file-readers.ts';
export { openStore, type Store } from './open-store.ts';
