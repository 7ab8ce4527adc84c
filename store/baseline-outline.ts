import type { BaselineReferences, Reference } from '../domain/index.ts';
import type { Placed, ScratchFile } from './scratch-file.ts';

interface Place {
  readonly place: number;
  readonly length: number;
}

const NO_NUMBERS = new Float64Array(0);

/** outlineReferences gives references whose numbers lie in a file; they come with their numbers, some at a time. */
export async function outlineReferences(
  pieces: AsyncIterable<readonly Reference[]>,
  file: ScratchFile,
): Promise<BaselineReferences> {
  const references: Reference[] = [];
  const places = new Map<Reference, Place>();
  for await (const piece of pieces) {
    const arrays = piece.map(numbersOf);
    const at = await file.append(arrays);
    for (const [index, reference] of piece.entries()) {
      const outline = reference.kind === 'numeric' ? { ...reference, sorted: NO_NUMBERS } : reference;
      references.push(outline);
      places.set(outline, { place: at[index]!, length: arrays[index]!.length });
    }
  }
  return { references, readNumbers: (some, room) => fill(some, places, file, room) };
}

function numbersOf(reference: Reference): Float64Array {
  return reference.kind === 'numeric' ? reference.sorted : NO_NUMBERS;
}

async function fill(
  references: readonly Reference[],
  places: ReadonlyMap<Reference, Place>,
  file: ScratchFile,
  given: SharedArrayBuffer | undefined,
): Promise<readonly Reference[]> {
  const numbers = references.reduce((sum, reference) => sum + places.get(reference)!.length, 0);
  const bytes = numbers * Float64Array.BYTES_PER_ELEMENT;
  const room = given && given.byteLength >= bytes ? given : new SharedArrayBuffer(bytes);
  let taken = 0;
  const pieces: Placed[] = [];
  const filled = references.map((reference) => {
    if (reference.kind !== 'numeric') return reference;
    const { place, length } = places.get(reference)!;
    const sorted = new Float64Array(room, taken, length);
    taken += sorted.byteLength;
    pieces.push({ place, array: sorted });
    return { ...reference, sorted };
  });
  await file.read(pieces);
  return filled;
}
