import type { Reference, StatisticId } from '../../domain/index.ts';
import { COMPARISON_MEMORY, columnTiles } from '../engines/column-tiles.ts';
import type { Engine, MeasureOptions } from '../engines/engine.ts';
import type { ColumnRequest, Slice, WindowReader } from '../ports.ts';
import type { Measured } from '../statistics/measured.ts';

/** ColumnParts are what columns are read and measured with. */
export interface ColumnParts extends MeasureOptions {
  readonly reader: WindowReader;
  readonly engine: Engine;
  /** Bytes that the columns of one window may take; 1 GiB by default. */
  readonly memory?: number;
}

/** measureColumns compares the columns of a slice, which has `rows` rows, with their references, in the same order. */
export async function measureColumns(
  references: readonly Reference[],
  slice: Slice,
  rows: number,
  statisticsFor: (reference: Reference) => readonly StatisticId[],
  { reader, engine, memory = COMPARISON_MEMORY, signal, onProgress }: ColumnParts,
): Promise<readonly Measured[]> {
  const results = new Map<Reference, Measured>();
  const measure = async (
    tile: readonly Reference[],
    columns: Awaited<ReturnType<WindowReader['readColumns']>>,
  ) => {
    const pairs = tile.flatMap((reference, index) => {
      const current = columns[index];
      return current ? [{ reference, current, statistics: statisticsFor(reference) }] : [];
    });
    const before = results.size;
    const measured = await engine.measure(pairs, {
      ...(signal && { signal }),
      ...(onProgress && { onProgress: (done) => onProgress(before + done, references.length) }),
    });
    for (const [index, { reference }] of pairs.entries()) results.set(reference, measured[index]!);
  };
  const all = references.map(requestOf);
  // One tile is read while the one before it is measured; not more, because memory is what tiles are for.
  let measuring: Promise<void> = Promise.resolve();
  try {
    for (const tile of columnTiles(references, rows, memory)) {
      signal?.throwIfAborted();
      const columns = await reader.readColumns(slice, tile.map(requestOf), all);
      await measuring;
      measuring = measure(tile, columns);
      // Its failure is met at the next await; until then it must not count as unhandled.
      measuring.catch(() => undefined);
    }
  } finally {
    await measuring;
  }
  return references.flatMap((reference) => results.get(reference) ?? []);
}

function requestOf({ subject, kind }: Reference): ColumnRequest {
  return { subject, kind };
}
