import type { GridSet, Profile, ProfileBuild, ProfileStore, Slice } from '../analyzers/ports.ts';
import { emptyProfile } from '../analyzers/ports.ts';
import { contentHash, subjectKey } from '../domain/index.ts';
import { createDayMemory } from './day-memory.ts';
import { profileHours } from './profile-hours.ts';
import { decodeProfiles, encodeProfile, type ProfileSeries } from './profile-rows.ts';
import { deploymentOf, type ProfileSourceParts, readSourceHours } from './profile-sources.ts';
import { createRowBinaryWriter } from './row-binary.ts';
import { inTiles, NAMES_PER_STATEMENT } from './statement-tiles.ts';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const MAX_COUNT = 2 ** 32 - 1;
/** Bytes of profiles that are written at once. */
const PIECE_BYTES = 16 * 1024 * 1024;

/** createProfileStore keeps profiles beside the base tables that they are built from. */
export function createProfileStore(given: Omit<ProfileSourceParts, 'memory'>): ProfileStore {
  const parts: ProfileSourceParts = { ...given, memory: createDayMemory() };
  const { runner } = parts;
  const merge: ProfileStore['mergeBuilds'] = async (slice, grids, builds, subjects) => {
    const profiles: Profile[] = [];
    const buckets = {
      ...seriesOf(slice, grids.hash),
      seconds: builds.map(({ start, end }) => (end - start) / 1000),
      starts: builds.map(({ start }) => start),
    };
    for (const tile of inTiles(subjects, NAMES_PER_STATEMENT)) {
      const features = tile.map(({ subject }) => subjectKey(subject));
      const table = await runner.columns('merge_profiles', { parameters: { ...buckets, features } });
      const found = decodeProfiles(table, tile);
      for (const { subject, grid } of tile) {
        profiles.push(found.get(subjectKey(subject)) ?? emptyProfile(subject, grid));
      }
    }
    return profiles;
  };
  return {
    sourceHours: (slice, keptSince) => readSourceHours(parts, slice, keptSince),
    async listBuilds(slice, gridHash) {
      const { start: first, end } = slice.window;
      const rows = await runner.rows<{ start: number; seconds: number; checksum: string }>(
        'load_profile_builds',
        { parameters: { ...seriesOf(slice, gridHash), first, end } },
      );
      return rows.map(({ start, seconds, checksum }) => ({ start, end: start + seconds * 1000, checksum }));
    },
    async buildHours(slice, grids, hours) {
      const computed = await profileHours(runner, slice, grids.subjects);
      const profiles = new Map(computed.map((hour) => [hour.start, hour.profiles]));
      // An hour of a segment without rows is a build too, and replaces one that had some.
      const empty = grids.subjects.map(({ subject, grid }) => emptyProfile(subject, grid));
      await writeBuilds(
        parts,
        slice,
        grids,
        HOUR_SECONDS,
        hours.map(({ start, checksum }) => ({ start, checksum, profiles: profiles.get(start) ?? empty })),
      );
    },
    mergeBuilds: merge,
    async rollDay(slice, grids, { start, checksum, hours }) {
      const profiles = await merge(slice, grids, hours, grids.subjects);
      // Counts are stored in 32 bits: a day that has more keeps its hours.
      const fits = ({ counts }: Profile) => counts.every((count) => count <= MAX_COUNT);
      if (!profiles.every(fits)) return;
      await writeBuilds(parts, slice, grids, DAY_SECONDS, [{ start, checksum, profiles }]);
    },
  };
}

interface BucketProfiles {
  readonly start: number;
  readonly checksum: ProfileBuild['checksum'];
  /** In the order of the subjects. */
  readonly profiles: readonly Profile[];
}

/** The note that a bucket is complete comes last; a bucket without it is built again. */
async function writeBuilds(
  { runner, writeOrder, now }: ProfileSourceParts,
  slice: Slice,
  grids: GridSet,
  seconds: number,
  buckets: readonly BucketProfiles[],
): Promise<void> {
  const series = seriesOf(slice, grids.hash);
  const buildId = writeOrder();
  const builtAt = now();
  let writer = createRowBinaryWriter();
  for (const { start, profiles } of buckets) {
    for (const [index, profile] of profiles.entries()) {
      const { categories } = grids.subjects[index]!;
      encodeProfile(writer, series, { start, seconds, builtAt, buildId }, profile, categories);
      if (writer.size < PIECE_BYTES) continue;
      await runner.insertBytes('insert_profiles', 'RowBinary', writer.finish());
      writer = createRowBinaryWriter();
    }
  }
  if (writer.size > 0) await runner.insertBytes('insert_profiles', 'RowBinary', writer.finish());
  const { grid: grid_hash, ...key } = series;
  await runner.insert(
    'insert_profile_builds',
    buckets.map(({ start, checksum }) => ({
      ...key,
      grid_hash,
      bucket_seconds: seconds,
      bucket_start: start,
      checksum,
      built_at: builtAt,
      build_id: buildId,
    })),
  );
}

function seriesOf(slice: Slice, grid: GridSet['hash']): ProfileSeries & Readonly<Record<string, string>> {
  return {
    project: slice.project,
    model: slice.model,
    grid,
    version: slice.version ?? '',
    deployment: deploymentOf(slice),
    source: slice.source,
    segment: slice.segment.length === 0 ? '' : contentHash(slice.segment),
  };
}
