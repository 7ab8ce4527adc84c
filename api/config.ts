import { type Static, Type } from 'typebox';
import {
  type ConfigProblem,
  LIMITS,
  parseDuration,
  parseTimestamp,
  readSection,
  type SectionReading,
} from '../domain/index.ts';
import type { Principal } from './ports.ts';

const sha256 = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256 of the key in lower-case hexadecimal; the key itself is nowhere stored',
});
const count = (description: string) => Type.Integer({ minimum: 1, description });
const duration = (description: string) => Type.String({ description: `${description}, such as 30s` });

/** ApiSectionSchema is the section `api` of plumbline.yaml; everything has a default. */
export const ApiSectionSchema = Type.Object(
  {
    keys: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, description: 'For people and logs' }),
            sha256,
            project: Type.String({ minLength: 1, maxLength: LIMITS.nameBytes }),
            scopes: Type.Array(Type.Enum(['ingest', 'read', 'admin']), { minItems: 1 }),
            expires: Type.Optional(Type.String({ description: 'RFC 3339; the key is dead from then on' })),
          },
          { additionalProperties: false },
        ),
        { description: 'API keys; without any, the service listens on loopback only' },
      ),
    ),
    metrics_sha256: Type.Optional(sha256),
    limits: Type.Optional(
      Type.Object(
        {
          body_bytes: Type.Optional(count('Bytes of a request body, after inflation')),
          gzip_ratio: Type.Optional(count('Times that a gzip body may grow once it is beyond 1 MiB')),
          records: Type.Optional(count('Records of one request')),
          in_flight_bytes: Type.Optional(count('Bytes of all bodies being worked on; more is answered 429')),
        },
        { additionalProperties: false },
      ),
    ),
    request_timeout: Type.Optional(duration('How long a client may take to send a request')),
    drain: Type.Optional(duration('How long readiness fails before the listener closes at a stop')),
    drift_series: Type.Optional(count('Drift series that /metrics shows at most')),
  },
  { additionalProperties: false, title: 'api' },
);

/** ApiSection is the section as written. */
export type ApiSection = Static<typeof ApiSectionSchema>;

/** ApiKey is one accepted key by its hash. */
export interface ApiKey extends Principal {
  readonly name: string;
  readonly sha256: string;
  /** Epoch milliseconds; null for never. */
  readonly expiresAt: number | null;
}

/** BodyLimits bound what a request may bring. */
export interface BodyLimits {
  readonly bodyBytes: number;
  readonly gzipRatio: number;
  readonly records: number;
  readonly inFlightBytes: number;
}

/** ApiConfig is the section with defaults and numbers; durations are milliseconds. */
export interface ApiConfig {
  readonly keys: readonly ApiKey[];
  /** Hash of the token for /metrics; null closes it as soon as there are API keys. */
  readonly metricsSha256: string | null;
  readonly limits: BodyLimits;
  readonly requestTimeoutMs: number;
  readonly drainMs: number;
  readonly driftSeries: number;
}

/** API_DEFAULTS is the section as it is when the file says nothing. */
export const API_DEFAULTS = {
  keys: [],
  limits: {
    body_bytes: LIMITS.bodyBytes,
    gzip_ratio: 200,
    records: LIMITS.recordsPerRequest,
    in_flight_bytes: 64 * 1024 * 1024,
  },
  request_timeout: '30s',
  drain: '0s',
  drift_series: 2000,
} as const satisfies ApiSection;

/** readApiConfig checks the section `api` and reports every problem with its path inside of the section. */
export function readApiConfig(value: unknown): SectionReading<ApiConfig> {
  return readSection(ApiSectionSchema, value, checkApiSection, resolveApiSection);
}

function checkApiSection(section: ApiSection): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const names = new Set<string>();
  const hashes = new Set<string>();
  for (const [index, { name, sha256: hash, expires }] of (section.keys ?? []).entries()) {
    if (names.has(name)) problems.push({ path: ['keys', index, 'name'], message: 'is used twice' });
    if (hashes.has(hash)) problems.push({ path: ['keys', index, 'sha256'], message: 'is used twice' });
    names.add(name);
    hashes.add(hash);
    if (expires !== undefined && !parseTimestamp(expires).ok) {
      problems.push({ path: ['keys', index, 'expires'], message: 'is RFC 3339 with a zone' });
    }
  }
  for (const key of ['request_timeout', 'drain'] as const) {
    try {
      if (section[key] !== undefined) parseDuration(section[key]);
    } catch (error) {
      problems.push({ path: [key], message: (error as Error).message });
    }
  }
  const { body_bytes: one, in_flight_bytes: all } = { ...API_DEFAULTS.limits, ...section.limits };
  if (all < one) problems.push({ path: ['limits', 'in_flight_bytes'], message: 'must hold a whole body' });
  return problems;
}

function resolveApiSection(section: ApiSection): ApiConfig {
  const limits = { ...API_DEFAULTS.limits, ...section.limits };
  return {
    keys: (section.keys ?? []).map(({ name, sha256: hash, project, scopes, expires }) => {
      const expiry = expires === undefined ? null : parseTimestamp(expires);
      return { name, sha256: hash, project, scopes, expiresAt: expiry?.ok ? expiry.ms : null };
    }),
    metricsSha256: section.metrics_sha256 ?? null,
    limits: {
      bodyBytes: limits.body_bytes,
      gzipRatio: limits.gzip_ratio,
      records: limits.records,
      inFlightBytes: limits.in_flight_bytes,
    },
    requestTimeoutMs: parseDuration(section.request_timeout ?? API_DEFAULTS.request_timeout),
    drainMs: parseDuration(section.drain ?? API_DEFAULTS.drain),
    driftSeries: section.drift_series ?? API_DEFAULTS.drift_series,
  };
}
