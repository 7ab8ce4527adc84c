import type { Baseline, Column, ColumnQuality, Reference, StatisticId } from '../../domain/index.ts';
import { createNumberRooms, filledReferences } from '../baselines/reference-numbers.ts';
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
  /** What is known of columns before they are read. */
  readonly qualityOf?: (reference: Reference) => ColumnQuality;
  /** That of the baseline whose references are measured. */
  readonly readNumbers?: Baseline['readNumbers'];
}

/** measureColumns compares the columns of a slice, which has `rows` rows, with their references, in the same order. */
export async function measureColumns(
  references: readonly Reference[],
  slice: Slice,
  rows: number,
  statisticsFor: (reference: Reference) => readonly StatisticId[],
  { reader, engine, memory = COMPARISON_MEMORY, readNumbers, qualityOf, signal, onProgress }: ColumnParts,
): Promise<readonly Measured[]> {
  const results = new Map<Reference, Measured>();
  const rooms = createNumberRooms();
  const measure = async (tile: readonly Reference[], columns: readonly Column[]) => {
    const currents = new Map(tile.map((reference, index) => [reference, columns[index]]));
    for await (const piece of filledReferences(tile, readNumbers, rooms)) {
      const pairs = piece.flatMap(({ reference, filled }) => {
        const current = currents.get(reference);
        return current
          ? [{ of: reference, reference: filled, current, statistics: statisticsFor(reference) }]
          : [];
      });
      const before = results.size;
      const measured = await engine.measure(pairs, {
        ...(signal && { signal }),
        ...(onProgress && { onProgress: (done) => onProgress(before + done, references.length) }),
      });
      for (const [index, { of }] of pairs.entries()) results.set(of, measured[index]!);
    }
  };
  const tiles = columnTiles(references, rows, memory);
  const parts = tiles.map((tile) => tile.map((reference) => requestOf(reference, qualityOf?.(reference))));
  // A part is read while the one before it is measured.
  let measuring: Promise<void> = Promise.resolve();
  let next = 0;
  try {
    for await (const columns of reader.readParts(slice, parts)) {
      await measuring;
      signal?.throwIfAborted();
      measuring = measure(tiles[next++]!, columns);
      // Its failure is met at the next await; until then it must not count as unhandled.
      measuring.catch(() => undefined);
    }
  } finally {
    await measuring;
  }
  return references.flatMap((reference) => results.get(reference) ?? []);
}

function requestOf({ subject, kind }: Reference, quality: ColumnQuality | undefined): ColumnRequest {
  return { subject, kind, ...(quality && { quality }) };
}
