import type { Baseline, Reference } from '../../domain/index.ts';
import { SAMPLE_LIMIT } from './seeded-sample.ts';

/** FilledReference is a reference of a baseline, and the same with its numbers. */
export interface FilledReference {
  readonly reference: Reference;
  readonly filled: Reference;
}

/** Bytes of numbers that are read at once; one such piece is compared while the next is read. */
const PIECE_BYTES = 32 * 1024 * 1024;
/** A piece has at least one reference, however large. */
const ROOM_BYTES = Math.max(PIECE_BYTES, SAMPLE_LIMIT * Float64Array.BYTES_PER_ELEMENT);

/** NumberRooms lend shared memory to pieces by turns: one is compared while the next is read. */
export type NumberRooms = () => SharedArrayBuffer;

/** createNumberRooms makes two rooms that are used over and over, as long as one piece is done when the next but one is read. */
export function createNumberRooms(): NumberRooms {
  const rooms: SharedArrayBuffer[] = [];
  let turn = 0;
  return () => {
    turn = 1 - turn;
    const room = rooms[turn] ?? new SharedArrayBuffer(ROOM_BYTES);
    rooms[turn] = room;
    return room;
  };
}

/**
 * filledReferences gives references with their numbers: at once where they have them, else piece by piece. With rooms, a
 * piece holds its numbers until the next but one is asked for.
 */
export async function* filledReferences(
  references: readonly Reference[],
  readNumbers: Baseline['readNumbers'],
  rooms?: NumberRooms,
): AsyncGenerator<readonly FilledReference[]> {
  if (!readNumbers || !references.some(({ kind }) => kind === 'numeric')) {
    yield references.map((reference) => ({ reference, filled: reference }));
    return;
  }
  const read = async (piece: readonly Reference[]) => {
    const filled = await readNumbers(piece, rooms?.());
    return piece.map((reference, index) => ({ reference, filled: filled[index]! }));
  };
  let reading: Promise<readonly FilledReference[]> | null = null;
  for (const piece of pieces(references)) {
    const next = read(piece);
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    next.catch(() => undefined);
    if (reading) yield await reading;
    reading = next;
  }
  if (reading) yield await reading;
}

/** wholeBaseline gives a baseline with all of its numbers, whatever they take. */
export async function wholeBaseline(baseline: Baseline): Promise<Baseline> {
  const { readNumbers, ...rest } = baseline;
  if (!readNumbers) return baseline;
  const known = wholes.get(baseline)?.deref();
  if (known) return known;
  const references: Reference[] = [];
  for await (const piece of filledReferences(baseline.references, readNumbers))
    references.push(...piece.map(({ filled }) => filled));
  const whole = { ...rest, references };
  wholes.set(baseline, new WeakRef(whole));
  return whole;
}

const wholes = new WeakMap<Baseline, WeakRef<Baseline>>();

function pieces(references: readonly Reference[]): Reference[][] {
  const all: Reference[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const reference of references) {
    const size = bytesOf(reference);
    if (bytes + size > PIECE_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(reference);
    bytes += size;
  }
  return all;
}

function bytesOf(reference: Reference): number {
  return reference.kind === 'numeric' ? 8 * Math.min(reference.n, SAMPLE_LIMIT) : 0;
}
