export { type FileReaders, openFileReaders } from './file-readers.ts';
export { openStore, type Store, type StoreOptions } from './open-store.ts';
