import { randomUUID } from 'node:crypto';
import { close, constants, openSync, unlinkSync, write } from 'node:fs';
import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PlumblineError } from '../domain/index.ts';

/** Spool hands bytes to the embedded engine, which reads files only. */
export interface Spool {
  /** Lends a file with these bytes, by a path that ends with the work. */
  lend<T>(bytes: Uint8Array, work: (path: string) => Promise<T>): Promise<T>;
}

const writeAt = promisify(write);
const closeDescriptor = promisify(close);

const MEMORY_DIRECTORY = '/dev/shm';

/**
 * openSpool uses memory where there is a directory for it, else the system's temporary directory. A file loses its
 * name before it gets its bytes, so nobody else can open it and a killed process leaves no bytes behind.
 */
export async function openSpool(parent?: string): Promise<Spool> {
  const parents = parent === undefined ? [MEMORY_DIRECTORY, tmpdir()] : [parent];
  const directories: string[] = [];
  for (const candidate of parents) if (await isWritable(candidate)) directories.push(candidate);
  if (directories.length === 0) {
    throw new PlumblineError(
      'store_refused',
      `No temporary directory can be written: ${parents.join(', ')}.`,
    );
  }
  return {
    async lend(bytes, work) {
      const file = await writeTo(directories, bytes);
      try {
        return await work(descriptorPath(file));
      } finally {
        await closeDescriptor(file);
      }
    },
  };
}

/** descriptorPath names an open file for the rest of this process. */
export function descriptorPath(descriptor: number): string {
  return `/dev/fd/${descriptor}`;
}

/** writeTo goes on to the next directory when one is full: memory directories of containers are small. */
async function writeTo(directories: readonly string[], bytes: Uint8Array): Promise<number> {
  for (const directory of directories) {
    const file = openNameless(directory);
    try {
      // Written by position, so that a reader that shares the descriptor starts at the beginning.
      for (let written = 0; written < bytes.length; ) {
        written += (await writeAt(file, bytes, written, bytes.length - written, written)).bytesWritten;
      }
      return file;
    } catch (error) {
      await closeDescriptor(file);
      const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC';
      if (!isFull || directory === directories.at(-1)) throw error;
    }
  }
  throw new Error('The spool has no directory.');
}

/** openNameless makes and unlinks a file in one go: a kill in between would leave an empty one. */
export function openNameless(directory: string): number {
  const path = join(directory, `plumbline-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

async function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
