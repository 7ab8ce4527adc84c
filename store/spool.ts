import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, mkdir, mkdtemp, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Spool hands bytes and files to the embedded engine under names of its own. */
export interface Spool {
  /** Writes the bytes to a new file and gives its path. */
  add(bytes: Uint8Array): Promise<string>;
  /** Makes a link to the file whose name ends as given, and gives its path. */
  link(target: string, ending: string): Promise<string>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

const MEMORY_DIRECTORY = '/dev/shm';
/** Directories that this process uses: a second store on the same data must not clear the first one's. */
const inUse = new Set<string>();

/**
 * openSpool makes a private directory in memory where there is one, else in the system's temporary directory.
 * `identity` names the data directory, which one process has open at a time: what a killed process left is removed.
 */
export async function openSpool(identity: string, parent?: string): Promise<Spool> {
  const parents = parent === undefined ? [MEMORY_DIRECTORY, tmpdir()] : [parent];
  const directories: string[] = [];
  for (const candidate of parents) {
    if (await isWritable(candidate)) directories.push(await makePrivate(candidate, identity));
  }
  const last = directories.at(-1);
  if (last === undefined) throw new Error(`No temporary directory can be written: ${parents.join(', ')}.`);
  return {
    add: (bytes) => addTo(directories, bytes),
    async link(target, ending) {
      const path = join(last, randomUUID() + ending);
      await symlink(target, path);
      return path;
    },
    remove: (path) => unlink(path),
    async close() {
      for (const directory of directories) {
        await rm(directory, { recursive: true, force: true });
        inUse.delete(directory);
      }
    },
  };
}

/** addTo goes on to the next directory when one is full: memory directories of containers are small. */
async function addTo(directories: readonly string[], bytes: Uint8Array): Promise<string> {
  for (const directory of directories) {
    const path = join(directory, randomUUID());
    try {
      await writeFile(path, bytes, { mode: 0o600 });
      return path;
    } catch (error) {
      await rm(path, { force: true });
      if (directory === directories.at(-1) || (error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  throw new Error('The spool has no directory.');
}

async function isWritable(directory: string): Promise<boolean> {
  return access(directory, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** makePrivate trusts a directory of this name only when it is ours; anybody may write to its parent. */
async function makePrivate(parent: string, identity: string): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const name = createHash('sha256').update(`${uid}:${identity}`).digest('hex').slice(0, 16);
  const directory = join(parent, `plumbline-${name}`);
  const found = await lstat(directory).catch(() => null);
  const isLeftOver = found?.isDirectory() === true && found.uid === uid && !inUse.has(directory);
  if (isLeftOver) await rm(directory, { recursive: true, force: true });
  try {
    await mkdir(directory, { mode: 0o700 });
    inUse.add(directory);
    return directory;
  } catch {
    return mkdtemp(join(parent, 'plumbline-'));
  }
}
