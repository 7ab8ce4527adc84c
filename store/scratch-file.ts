import { close, readv, writev } from 'node:fs';
import { promisify } from 'node:util';
import { PlumblineError } from '../domain/index.ts';
import { openNameless } from './spool.ts';

/** Placed is an array and the place of its bytes in a file. */
export interface Placed {
  readonly place: number;
  readonly array: Float64Array;
}

/** ScratchFile keeps numbers out of memory; it has no name, so its bytes are gone with the process at the latest. */
export interface ScratchFile {
  /** Writes arrays one after the other and gives the place of each. */
  append(arrays: readonly Float64Array[]): Promise<readonly number[]>;
  /** Fills arrays with what lies at their places; those that lie side by side are read in one go. */
  read(pieces: readonly Placed[]): Promise<void>;
  /** Without it the file is let go of when nobody holds it any more. */
  close(): Promise<void>;
}

const readAt = promisify(readv);
const writeAt = promisify(writev);
const closeDescriptor = promisify(close);

/** What one call to the system takes. */
const MOST_ARRAYS = 512;

const forgotten = new FinalizationRegistry<number>((descriptor) => close(descriptor, () => {}));

/** openScratchFile makes a file in a directory; throws scratch_unavailable, as does a write without room. */
export function openScratchFile(directory: string): ScratchFile {
  const descriptor = guarded(directory, () => openNameless(directory));
  let end = 0;
  const file: ScratchFile = {
    async append(arrays) {
      const places: number[] = [];
      const start = end;
      for (const { byteLength } of arrays) {
        places.push(end);
        end += byteLength;
      }
      try {
        await transfer(arrays, start, (some, at) => writeAt(descriptor, some, at).then(bytesWritten));
      } catch (cause) {
        throw unavailable(directory, cause);
      }
      return places;
    },
    async read(pieces) {
      for (const { place, arrays } of runsOf(pieces))
        await transfer(arrays, place, (some, at) => readAt(descriptor, some, at).then(bytesRead));
    },
    async close() {
      forgotten.unregister(file);
      await closeDescriptor(descriptor);
    },
  };
  forgotten.register(file, descriptor, file);
  return file;
}

const bytesWritten = (done: { readonly bytesWritten: number }) => done.bytesWritten;
const bytesRead = (done: { readonly bytesRead: number }) => done.bytesRead;

/** transfer repeats a call until all arrays are through; the system may stop anywhere in between. */
async function transfer(
  arrays: readonly Float64Array[],
  place: number,
  call: (views: Uint8Array[], place: number) => Promise<number>,
): Promise<void> {
  let at = place;
  for (let from = 0; from < arrays.length; from += MOST_ARRAYS) {
    let views = arrays
      .slice(from, from + MOST_ARRAYS)
      .map(bytesOf)
      .filter(isFilled);
    while (views.length > 0) {
      const done = await call(views, at);
      if (done === 0) throw new Error('A scratch file ends too early.');
      at += done;
      views = withoutFirst(views, done);
    }
  }
}

function withoutFirst(views: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return views
    .map((view) => {
      const passed = Math.min(left, view.length);
      left -= passed;
      return view.subarray(passed);
    })
    .filter(isFilled);
}

function isFilled({ length }: Uint8Array): boolean {
  return length > 0;
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function runsOf(pieces: readonly Placed[]) {
  const runs: { readonly place: number; end: number; readonly arrays: Float64Array[] }[] = [];
  for (const { place, array } of [...pieces].sort((a, b) => a.place - b.place)) {
    const last = runs.at(-1);
    const run = last?.end === place ? last : { place, end: place, arrays: [] };
    if (run !== last) runs.push(run);
    run.arrays.push(array);
    run.end += array.byteLength;
  }
  return runs;
}

function guarded<T>(directory: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw unavailable(directory, cause);
  }
}

function unavailable(directory: string, cause: unknown): PlumblineError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return new PlumblineError(
    'scratch_unavailable',
    `A temporary file in ${directory} cannot be written (${code}): give it room for the columns of a window.`,
    { retryable: true, cause },
  );
}
