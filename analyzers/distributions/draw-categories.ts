import { keptSince } from '../profiles/buckets.ts';
import { type CountedCategories, categoricalDistribution } from './distribution.ts';
import type { Drawing, Drawn, DrawParts } from './drawing.ts';
import { addCategories, categoriesOfProfile, categoriesOfReference, NO_CATEGORIES } from './sides.ts';

/** drawCategories counts both sides of a categorical subject; null where the current side cannot be counted. */
export async function drawCategories(drawing: Drawing, parts: DrawParts): Promise<Drawn | null> {
  const { slice, subject, countable, baselineHash } = drawing;
  const { reader, profiled, now } = parts;
  const reference = drawing.reference?.kind === 'categorical' ? drawing.reference : null;
  const before = reference ? categoriesOfReference(reference) : await countSpans(drawing, parts);
  const names = mostFrequent(before ?? NO_CATEGORIES);
  const current = countable ? await reader.countCategories(slice, subject, names, keptSince(now())) : null;
  if (reference && baselineHash !== null && (!current || current.expired > 0)) {
    const found = await profiled(slice, baselineHash, subject);
    if (found?.profile.kind === 'categorical') {
      return { ...drawn(before, categoriesOfProfile(found.profile)), source: 'profiles', expired: 0 };
    }
  }
  return current && { ...drawn(before, current), source: 'rows', expired: current.expired };
}

function drawn(before: CountedCategories | null, current: CountedCategories) {
  const reference = before ?? NO_CATEGORIES;
  // Without a reference everything would be unseen.
  const known = new Set(before ? before.categories : current.categories);
  return { distribution: categoricalDistribution(reference, current, known), reference: before, current };
}

async function countSpans(
  { spans, subject }: Drawing,
  { reader, now }: DrawParts,
): Promise<CountedCategories | null> {
  let side: CountedCategories | null = null;
  for (const span of spans) {
    const counted = await reader.countCategories(
      span,
      subject,
      mostFrequent(side ?? NO_CATEGORIES),
      keptSince(now()),
    );
    side = side ? addCategories(side, counted) : counted;
  }
  return side;
}

function mostFrequent({ categories, counts }: CountedCategories): readonly string[] {
  return categories
    .map((category, index) => [category, counts[index]!] as const)
    .sort(([, a], [, b]) => b - a)
    .map(([category]) => category);
}
