import type { ProfileStore, Slice, SourceHour, WindowReader } from '../ports.ts';
import { HOUR_MS, keptSince } from './buckets.ts';
import { isLong } from './profile-book.ts';

/**
 * createSourceReader counts the rows of long windows of whole hours from what is noted of each hour, which costs the same
 * for any traffic; the first look at an hour counts its rows. Everything else is read as before, and so are segments.
 */
export function createSourceReader(
  reader: WindowReader,
  store: ProfileStore,
  clock: () => number,
): WindowReader {
  const isNoted = ({ window, segment }: Slice) =>
    segment.length === 0 && window.start % HOUR_MS === 0 && window.end % HOUR_MS === 0 && isLong(window);
  const hoursOf = (slice: Slice): Promise<readonly SourceHour[]> =>
    store.sourceHours(slice, keptSince(clock()));
  return {
    ...reader,
    async countRows(slice) {
      if (!isNoted(slice)) return reader.countRows(slice);
      return (await hoursOf(slice)).reduce((sum, { rows }) => sum + rows, 0);
    },
    async activeVersions(slice) {
      if (!isNoted(slice)) return reader.activeVersions(slice);
      const counts = new Map<string, number>();
      for (const { version, rows } of await hoursOf(slice)) {
        counts.set(version, (counts.get(version) ?? 0) + rows);
      }
      return [...counts]
        .map(([version, rows]) => ({ version, rows }))
        .sort((a, b) => b.rows - a.rows || (a.version < b.version ? -1 : 1));
    },
  };
}
