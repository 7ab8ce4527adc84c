import type { NumericReference } from '../../domain/index.ts';
import { nextUp } from '../profiles/adjacent-floats.ts';
import { keptSince } from '../profiles/buckets.ts';
import {
  countsAtMost,
  countsBelow,
  DISTINCT_LIMIT,
  displayEdges,
  type NumberSummary,
  snapEdges,
  summaryOfSorted,
} from './display-edges.ts';
import { type CountedNumbers, numericDistribution } from './distribution.ts';
import type { Drawing, Drawn, DrawParts } from './drawing.ts';
import { addNumbers, noNumbers, numbersOfProfile, numbersOfReference } from './sides.ts';

/** drawNumbers counts both sides of a numeric subject on the same edges; null where the current side cannot be counted. */
export async function drawNumbers(drawing: Drawing, parts: DrawParts): Promise<Drawn | null> {
  const { slice, subject, countable } = drawing;
  const { reader, now } = parts;
  const reference = drawing.reference?.kind === 'numeric' ? drawing.reference : null;
  const summary = await summaryOf(reference, drawing, parts);
  const edges = summary ? displayEdges(summary) : [];
  const current = countable
    ? await reader.countNumbers(slice, subject, boundsOf(edges), keptSince(now()))
    : null;
  if (!current || current.expired > 0) {
    const profiled = reference && (await drawProfiled(reference, edges, drawing, parts));
    if (profiled) return profiled;
  }
  if (!current) return null;
  const before = reference
    ? numbersOfReference(reference, countsBelow(reference.sorted, boundsOf(edges)))
    : await countSpans(drawing, edges, parts);
  return {
    distribution: numericDistribution(edges, before ?? noNumbers(edges), current),
    reference: before,
    current,
    source: 'rows',
    expired: current.expired,
  };
}

async function drawProfiled(
  reference: NumericReference,
  wanted: readonly number[],
  { slice, subject, baselineHash }: Drawing,
  { profiled }: DrawParts,
): Promise<Drawn | null> {
  const found = baselineHash === null ? null : await profiled(slice, baselineHash, subject);
  if (!found?.item.grid || found.profile.kind !== 'numeric') return null;
  const edges = snapEdges(wanted, found.item.grid.edges);
  if (edges.length < 2) return null;
  const before = numbersOfReference(reference, countsAtMost(reference.sorted, edges));
  const current = numbersOfProfile(found.profile, found.item.grid, edges);
  const distribution = numericDistribution(edges, before, current);
  return { distribution, reference: before, current, source: 'profiles', expired: 0 };
}

/** The bins are those of the reference; where there is none, of what came. */
async function summaryOf(
  reference: NumericReference | null,
  { slice, spans, subject, countable }: Drawing,
  { reader }: DrawParts,
): Promise<NumberSummary | null> {
  if (reference) {
    const summary = summaryOfSorted(reference.sorted);
    if (summary) return summary;
  }
  const found: NumberSummary[] = [];
  for (const span of spans) {
    const summary = await reader.summarise(span, subject, DISTINCT_LIMIT);
    if (summary) found.push(summary);
  }
  if (found.length > 0) return found.reduce(joined);
  return countable ? reader.summarise(slice, subject, DISTINCT_LIMIT) : null;
}

async function countSpans(
  { spans, subject }: Drawing,
  edges: readonly number[],
  { reader, now }: DrawParts,
): Promise<CountedNumbers | null> {
  let side: CountedNumbers | null = null;
  for (const span of spans) {
    const counted = await reader.countNumbers(span, subject, boundsOf(edges), keptSince(now()));
    side = side ? addNumbers(side, counted) : counted;
  }
  return side;
}

/** The last bin between the edges is closed. */
function boundsOf(edges: readonly number[]): readonly number[] {
  const last = edges.at(-1);
  return last === undefined ? [] : [...edges.slice(0, -1), nextUp(last)];
}

function joined(a: NumberSummary, b: NumberSummary): NumberSummary {
  const values = a.distinct && b.distinct ? [...new Set([...a.distinct, ...b.distinct])] : null;
  return {
    n: a.n + b.n,
    lowest: Math.min(a.lowest, b.lowest),
    highest: Math.max(a.highest, b.highest),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    integers: a.integers && b.integers,
    distinct: values && values.length <= DISTINCT_LIMIT ? values.sort((x, y) => x - y) : null,
  };
}
