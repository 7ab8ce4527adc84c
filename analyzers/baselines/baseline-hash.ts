import { createHash } from 'node:crypto';
import { type Baseline, contentHash, type Reference } from '../../domain/index.ts';

/** baselineHash covers what a baseline holds and where it came from, never when it was made. */
export function baselineHash(content: Omit<Baseline, 'hash' | 'createdAt'>): string {
  return contentHash({ ...content, references: content.references.map(referenceContent) });
}

function referenceContent(reference: Reference): unknown {
  if (reference.kind === 'categorical') return { ...reference, counts: [...reference.counts] };
  const { sorted, ...rest } = reference;
  const bytes = new Uint8Array(sorted.buffer, sorted.byteOffset, sorted.byteLength);
  return { ...rest, sorted: createHash('sha256').update(bytes).digest('hex') };
}
