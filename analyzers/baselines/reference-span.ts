import type { WindowReader } from '../ports.ts';
import { type BaselineDefinition, definitionHash, type FirstRows } from './definition.ts';
import { type ReferenceSlices, referenceSlice } from './reference-slices.ts';
import { rowInstant } from './row-instant.ts';

/** Moment is how far time has come for one model, in epoch milliseconds. */
export interface Moment {
  readonly now: number;
  /** Everything older has been stored; null before the first record. */
  readonly watermark: number | null;
  /** How long late records and labels are waited for after the end of the rows. */
  readonly settle: number;
}

/** SpanOutcome is the settled rows of a baseline, or why they cannot be read yet. */
type SpanOutcome = ReferenceSlices | { readonly waiting: string };

/** ReferenceSpan finds the rows of a baseline from stored traffic, once they are complete. */
export type ReferenceSpan = (definition: BaselineDefinition, moment: Moment) => Promise<SpanOutcome>;

/** createReferenceSpan remembers where the first rows of a definition begin, because waiting may take days. */
export function createReferenceSpan(reader: WindowReader): ReferenceSpan {
  const starts = new Map<string, number>();

  async function first(
    definition: BaselineDefinition,
    bound: FirstRows,
    moment: Moment,
  ): Promise<SpanOutcome> {
    const range = await reader.eventTimeRange(definition.project, definition.model, definition.source);
    if (!range) return { waiting: 'no row yet' };
    const reach = range.last + 1;
    const count = (end: number) => reader.countRows(referenceSlice(definition, { start: range.first, end }));
    const key = definitionHash(definition);
    const rows = await count(reach);
    if (rows === 0) return { waiting: 'no row yet' };
    const full = bound.rows !== null && rows >= bound.rows;
    if (!full && bound.ms === null) return { waiting: `${rows} of ${bound.rows} rows yet` };
    const lasts = bound.ms ?? Number.POSITIVE_INFINITY;
    const early = full ? null : unsettled((starts.get(key) ?? range.first) + lasts, moment);
    if (early) return { waiting: early };
    const start = starts.get(key) ?? (await rowInstant(count, 1, range.first, reach))! - 1;
    starts.set(key, start);
    const byCount = full ? await rowInstant(count, bound.rows!, start, Math.min(reach, start + lasts)) : null;
    const end = byCount ?? start + lasts;
    const blocked = unsettled(end, moment, byCount !== null);
    if (blocked) return { waiting: blocked };
    const slice = referenceSlice(definition, { start, end });
    return { slices: [slice], rows: await reader.countRows(slice) };
  }

  return async (definition, moment) => {
    const { rows } = definition;
    if (rows.kind === 'file' || rows.kind === 'spans') return { waiting: 'there is nothing to wait for' };
    if (rows.kind === 'first') return first(definition, rows, moment);
    const blocked = unsettled(rows.window.end, moment);
    if (blocked) return { waiting: blocked };
    const slice = referenceSlice(definition, rows.window);
    const count = await reader.countRows(slice);
    if (count > 0) return { slices: [slice], rows: count };
    if (rows.otherwise) return first(definition, rows.otherwise, moment);
    return { waiting: `no row between ${iso(rows.window.start)} and ${iso(rows.window.end)} yet` };
  };
}

/** Rows that are full by count have been stored already, so only late ones are waited for. */
function unsettled(end: number, moment: Moment, full = false): string | null {
  if (!full && (moment.watermark === null || moment.watermark < end))
    return `records up to ${iso(end)} are missing`;
  if (moment.now < end + moment.settle)
    return `late records and labels are awaited until ${iso(end + moment.settle)}`;
  return null;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
