import type { Table } from 'apache-arrow';
import { type GridSubject, namedCategories, type Profile, placeCategories } from '../analyzers/ports.ts';
import { type SubjectKind, subjectKey } from '../domain/index.ts';
import { columnNamed, listOfNumbers, listOfTexts } from './arrow-columns.ts';
import type { RowBinaryWriter } from './row-binary.ts';

const NO_NUMBERS = new Float64Array(0);

/** ProfileSeries is what the profiles of one slice and baseline are stored under. */
export interface ProfileSeries {
  readonly project: string;
  readonly model: string;
  readonly grid: string;
  readonly version: string;
  readonly deployment: string;
  readonly source: string;
  readonly segment: string;
}

/** ProfileBucket is where and when one build of a series is stored; times in epoch milliseconds. */
export interface ProfileBucket {
  readonly start: number;
  readonly seconds: number;
  readonly builtAt: number;
  readonly buildId: number;
}

/** encodeProfile writes one row in the column order of insert_profiles.sql; `known` are the known categories of the subject. */
export function encodeProfile(
  writer: RowBinaryWriter,
  series: ProfileSeries,
  bucket: ProfileBucket,
  profile: Profile,
  known: readonly string[],
): void {
  const numeric = profile.kind === 'numeric' ? profile : null;
  const categorical = profile.kind === 'categorical' ? placeCategories(profile, known) : null;
  const { project, model, grid, version, deployment, source, segment } = series;
  for (const text of [project, model, grid, version, deployment, source, segment]) writer.text(text);
  writer.uint32(bucket.seconds);
  writer.int64(BigInt(bucket.start));
  writer.text(profile.subject.kind);
  writer.text(profile.subject.name);
  for (const count of [profile.rows, profile.nulls, profile.missing, profile.mismatched])
    writer.uint64(count);
  writer.numbers(categorical?.known ?? new Uint32Array(numeric?.counts ?? NO_NUMBERS));
  writer.float64(numeric?.sum ?? 0);
  writer.float64(numeric?.squares ?? 0);
  writer.float64(numeric?.min ?? 0);
  writer.float64(numeric?.max ?? 0);
  writer.float64(numeric?.lowSum ?? 0);
  writer.float64(numeric?.highSum ?? 0);
  writer.texts(categorical?.categories ?? []);
  writer.uint64s(categorical?.counts ?? NO_NUMBERS);
  writer.uint64(categorical?.others ?? 0);
  writer.int64(BigInt(bucket.builtAt));
  writer.uint64(bucket.buildId);
}

/** decodeProfiles reads the rows of merge_profiles.sql by the key of their subject. */
export function decodeProfiles(table: Table, subjects: readonly GridSubject[]): ReadonlyMap<string, Profile> {
  const kinds = new Map(subjects.map((item) => [subjectKey(item.subject), item]));
  const profiles = new Map<string, Profile>();
  for (let row = 0; row < table.numRows; row += 1) {
    const cell = (name: string): unknown => columnNamed(table, name).get(row);
    const subject = { kind: cell('subject_kind') as SubjectKind, name: cell('name') as string };
    const key = subjectKey(subject);
    const number = (name: string) => Number(cell(name));
    const quality = {
      subject,
      rows: number('row_count'),
      nulls: number('null_count'),
      missing: number('missing_count'),
      mismatched: number('mismatched_count'),
    };
    if (kinds.get(key)?.kind === 'categorical') {
      profiles.set(key, {
        ...quality,
        kind: 'categorical',
        ...namedCategories(
          kinds.get(key)!.categories,
          listOfNumbers(table, 'bin_counts', row),
          listOfTexts(table, 'names', row),
          listOfNumbers(table, 'name_counts', row),
        ),
        others: number('other_count'),
      });
      continue;
    }
    profiles.set(key, {
      ...quality,
      kind: 'numeric',
      counts: listOfNumbers(table, 'bin_counts', row),
      sum: number('total'),
      squares: number('squares'),
      min: number('min_value'),
      max: number('max_value'),
      lowSum: number('low_total'),
      highSum: number('high_total'),
    });
  }
  return profiles;
}
