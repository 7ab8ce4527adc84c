import { type Static, Type } from 'typebox';
import {
  type ConfigProblem,
  type PlumblineError,
  parseDuration,
  readSection,
  type SectionReading,
} from '../domain/index.ts';
import type { EventTimeBounds } from './check-times.ts';
import type { NameCaps } from './feature-catalogue.ts';
import type { CommitLimits } from './table-committer.ts';

const duration = (description: string) => Type.String({ description: `${description}, such as 10m or 30d` });
const count = (description: string) => Type.Integer({ minimum: 1, description });

/** IngestSectionSchema is the section `ingest` of plumbline.yaml; everything has a default. */
export const IngestSectionSchema = Type.Object(
  {
    unknown_fields: Type.Optional(
      Type.Enum(['refuse', 'ignore'], {
        description: 'ignore drops fields that the record does not have; meant for rolling upgrades',
      }),
    ),
    event_time: Type.Optional(
      Type.Object(
        {
          past: Type.Optional(duration('How far event time may lie behind now')),
          future: Type.Optional(duration('How far event time may lie ahead of now')),
        },
        { additionalProperties: false },
      ),
    ),
    commit: Type.Optional(
      Type.Object(
        {
          age: Type.Optional(duration('A batch goes in when its first row is this old')),
          rows: Type.Optional(count('or when it has this many rows')),
          bytes: Type.Optional(count('or this many bytes')),
        },
        { additionalProperties: false },
      ),
    ),
    buffer: Type.Optional(
      Type.Object(
        {
          records: Type.Optional(count('Records that may wait; more are answered with 429')),
          bytes: Type.Optional(count('Bytes of rows that may wait; more are answered with 429')),
          wait: Type.Optional(duration('How long a request waits for ClickHouse before it is answered 503')),
        },
        { additionalProperties: false },
      ),
    ),
    names: Type.Optional(
      Type.Object(
        {
          features_per_model: Type.Optional(count('Distinct feature names of one model')),
          models_per_project: Type.Optional(count('Distinct models of one project')),
          versions_per_model: Type.Optional(count('Distinct versions of one model')),
        },
        { additionalProperties: false },
      ),
    ),
    quarantine: Type.Optional(
      Type.Object(
        {
          bytes_per_hour: Type.Optional(
            count('Raw text that a project may store per hour; beyond it only the reason is kept'),
          ),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false, title: 'ingest' },
);

/** IngestSection is the section as written. */
export type IngestSection = Static<typeof IngestSectionSchema>;

/** IngestConfig is the section with defaults and numbers; durations are milliseconds. */
export interface IngestConfig {
  readonly unknownFields: 'refuse' | 'ignore';
  readonly eventTime: EventTimeBounds;
  readonly commit: CommitLimits;
  readonly buffer: { readonly records: number; readonly bytes: number; readonly waitMs: number };
  readonly names: NameCaps;
  readonly quarantineBytesPerHour: number;
}

/** INGEST_DEFAULTS is the section as it is when the file says nothing. */
export const INGEST_DEFAULTS = {
  unknown_fields: 'refuse',
  event_time: { past: '30d', future: '10m' },
  commit: { age: '50ms', rows: 20_000, bytes: 8 * 1024 * 1024 },
  buffer: { records: 200_000, bytes: 64 * 1024 * 1024, wait: '10s' },
  names: { features_per_model: 10_000, models_per_project: 1_000, versions_per_model: 1_000 },
  quarantine: { bytes_per_hour: 64 * 1024 * 1024 },
} as const satisfies IngestSection;

/** checkIngestSection finds what the schema cannot: unreadable durations and limits that contradict each other. */
export function checkIngestSection(section: IngestSection): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const durations = [
    ['event_time', 'past', section.event_time?.past],
    ['event_time', 'future', section.event_time?.future],
    ['commit', 'age', section.commit?.age],
    ['buffer', 'wait', section.buffer?.wait],
  ] as const;
  for (const [group, name, text] of durations) {
    try {
      if (text !== undefined) parseDuration(text);
    } catch (error) {
      problems.push({ path: [group, name], message: (error as PlumblineError).message });
    }
  }
  if (problems.length > 0) return problems;
  const { commit, buffer } = resolveIngestSection(section);
  if (buffer.records < commit.rows) {
    problems.push({
      path: ['buffer', 'records'],
      message: `must hold a whole batch (commit.rows ${commit.rows})`,
    });
  }
  if (buffer.bytes < commit.bytes) {
    problems.push({
      path: ['buffer', 'bytes'],
      message: `must hold a whole batch (commit.bytes ${commit.bytes})`,
    });
  }
  if (buffer.waitMs <= commit.ageMs) {
    problems.push({
      path: ['buffer', 'wait'],
      message: 'must be longer than commit.age, or no request succeeds',
    });
  }
  return problems;
}

/** resolveIngestSection fills in defaults; throws invalid_config for a duration that checkIngestSection reports. */
export function resolveIngestSection(section: IngestSection = {}): IngestConfig {
  const eventTime = { ...INGEST_DEFAULTS.event_time, ...section.event_time };
  const commit = { ...INGEST_DEFAULTS.commit, ...section.commit };
  const buffer = { ...INGEST_DEFAULTS.buffer, ...section.buffer };
  const names = { ...INGEST_DEFAULTS.names, ...section.names };
  const quarantine = { ...INGEST_DEFAULTS.quarantine, ...section.quarantine };
  return {
    unknownFields: section.unknown_fields ?? INGEST_DEFAULTS.unknown_fields,
    eventTime: { pastMs: parseDuration(eventTime.past), futureMs: parseDuration(eventTime.future) },
    commit: { ageMs: parseDuration(commit.age), rows: commit.rows, bytes: commit.bytes },
    buffer: { records: buffer.records, bytes: buffer.bytes, waitMs: parseDuration(buffer.wait) },
    names: {
      featuresPerModel: names.features_per_model,
      modelsPerProject: names.models_per_project,
      versionsPerModel: names.versions_per_model,
    },
    quarantineBytesPerHour: quarantine.bytes_per_hour,
  };
}

/** readIngestConfig checks the section `ingest` and reports every problem with its path inside of the section. */
export function readIngestConfig(value: unknown): SectionReading<IngestConfig> {
  return readSection(IngestSectionSchema, value, checkIngestSection, resolveIngestSection);
}
