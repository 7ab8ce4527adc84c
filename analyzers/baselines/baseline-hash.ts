import { createHash } from 'node:crypto';
import { type Baseline, contentHash, type Reference, type RowColumn } from '../../domain/index.ts';
import { filledReferences } from './reference-numbers.ts';

/** baselineHash covers what a baseline holds and where it came from, never when it was made. */
export async function baselineHash({
  readNumbers,
  ...content
}: Omit<Baseline, 'hash' | 'createdAt'>): Promise<string> {
  const references: unknown[] = [];
  for await (const piece of filledReferences(content.references, readNumbers))
    references.push(...piece.map(({ filled }) => referenceContent(filled)));
  const samples = content.samples?.map((sample) => ({
    ...sample,
    columns: sample.columns.map(columnContent),
  }));
  return contentHash({
    ...content,
    references,
    ...(samples ? { samples } : {}),
  });
}

function referenceContent(reference: Reference): unknown {
  if (reference.kind === 'categorical') return { ...reference, counts: [...reference.counts] };
  const { sorted, ...rest } = reference;
  return { ...rest, sorted: bytesHash(sorted) };
}

function columnContent(column: RowColumn): unknown {
  if (column.kind === 'categorical') return { ...column, codes: bytesHash(column.codes) };
  if (column.kind === 'numeric') return { ...column, values: bytesHash(column.values) };
  return { ...column, offsets: bytesHash(column.offsets), values: bytesHash(column.values) };
}

function bytesHash(values: Float64Array | Float32Array | Int32Array | Uint32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return createHash('sha256').update(bytes).digest('hex');
}
