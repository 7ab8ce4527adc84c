import { type Baseline, type BaselineSummary, type Reference, sharedNumbers } from '../domain/index.ts';
import type { Placed, ScratchFile } from './scratch-file.ts';

interface Place {
  readonly place: number;
  readonly length: number;
}

const NO_NUMBERS = new Float64Array(0);

/** outlineBaseline gives a baseline whose numbers lie in a file; `pieces` are its references with their numbers. */
export async function outlineBaseline(
  summary: BaselineSummary,
  pieces: AsyncIterable<readonly Reference[]>,
  file: ScratchFile,
): Promise<Baseline> {
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
  return { ...summary, references, readNumbers: (some) => fill(some, places, file) };
}

function numbersOf(reference: Reference): Float64Array {
  return reference.kind === 'numeric' ? reference.sorted : NO_NUMBERS;
}

async function fill(
  references: readonly Reference[],
  places: ReadonlyMap<Reference, Place>,
  file: ScratchFile,
): Promise<readonly Reference[]> {
  const pieces: Placed[] = [];
  const filled = references.map((reference) => {
    if (reference.kind !== 'numeric') return reference;
    const { place, length } = places.get(reference)!;
    const sorted = sharedNumbers(length);
    pieces.push({ place, array: sorted });
    return { ...reference, sorted };
  });
  await file.read(pieces);
  return filled;
}
