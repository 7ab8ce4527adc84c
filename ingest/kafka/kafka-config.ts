import { type Static, Type } from 'typebox';
import {
  type ConfigProblem,
  messageOf,
  parseDuration,
  type RecordKind,
  readSection,
  Secret,
  type SectionReading,
} from '../../domain/index.ts';

const text = (description: string) => Type.String({ minLength: 1, description });
const duration = (description: string) => Type.String({ description: `${description}, such as 10s` });
const count = (description: string) => Type.Integer({ minimum: 1, description });
const closed = { additionalProperties: false };

const OwnTopicSchema = Type.Object(
  {
    name: Type.Optional(text('Name of the topic')),
    project: Type.Optional(text('Project of entries that carry no plumbline-project header')),
  },
  closed,
);

/** KafkaSectionSchema is the section `kafka` of plumbline.yaml; without brokers there is no Kafka. */
export const KafkaSectionSchema = Type.Object(
  {
    brokers: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^\\s:/]+:[0-9]+$', description: 'host:port' }), { minItems: 1 }),
    ),
    client_id: Type.Optional(text('How the brokers name this service in their logs and quotas')),
    tls: Type.Optional(
      Type.Union([
        Type.Boolean({ description: 'true trusts the certificate authorities of the system' }),
        Type.Object(
          {
            ca: Type.Optional(text('Certificate authorities as PEM')),
            cert: Type.Optional(text('Certificate of this client as PEM')),
            key: Type.Optional(text('Private key of this client as PEM')),
            reject_unauthorized: Type.Optional(
              Type.Boolean({ description: 'false accepts any certificate; for trials only' }),
            ),
          },
          closed,
        ),
      ]),
    ),
    sasl: Type.Optional(
      Type.Object(
        {
          mechanism: Type.Enum(['plain', 'scram-sha-256', 'scram-sha-512']),
          username: text('User of the brokers'),
          password: text('Its password'),
        },
        closed,
      ),
    ),
    group: Type.Optional(text('Consumer group of the ingesters')),
    session_timeout: Type.Optional(duration('A member that is silent for so long loses its partitions')),
    drain_timeout: Type.Optional(duration('How long work may take to end before its partitions move')),
    request_timeout: Type.Optional(duration('How long a broker may take to answer')),
    metadata_age: Type.Optional(duration('New partitions of a topic are noticed within this time')),
    fetch: Type.Optional(
      Type.Object(
        {
          bytes: Type.Optional(count('Bytes of one answer of a broker')),
          partition_bytes: Type.Optional(count('Bytes of one partition in it')),
          decompressed_bytes: Type.Optional(count('Bytes that one batch may unpack to')),
        },
        closed,
      ),
    ),
    topics: Type.Optional(
      Type.Object(
        {
          predictions: Type.Optional(OwnTopicSchema),
          labels: Type.Optional(OwnTopicSchema),
          features: Type.Optional(OwnTopicSchema),
        },
        closed,
      ),
    ),
    sources: Type.Optional(
      Type.Array(
        Type.Object(
          {
            topic: text('A topic that other services write'),
            kind: Type.Enum(['predictions', 'labels', 'features']),
            project: text('Project of all of its entries, whatever their header says'),
          },
          closed,
        ),
      ),
    ),
    partitions: Type.Optional(count('Partitions of a topic that has to be created')),
    replication: Type.Optional(count('Copies of a topic that has to be created')),
  },
  { additionalProperties: false, title: 'kafka' },
);

/** KafkaSection is the section as written. */
export type KafkaSection = Static<typeof KafkaSectionSchema>;

/** KafkaSettings is the section with defaults and numbers; durations are milliseconds. */
export interface KafkaSettings {
  /** Empty when there is no Kafka. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly tls: KafkaTls | false;
  readonly sasl: KafkaSasl | null;
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly drainTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly metadataAgeMs: number;
  readonly fetch: {
    readonly bytes: number;
    readonly partitionBytes: number;
    readonly decompressedBytes: number;
  };
  readonly topics: Readonly<Record<RecordKind, { readonly name: string; readonly project: string | null }>>;
  readonly sources: readonly {
    readonly topic: string;
    readonly kind: RecordKind;
    readonly project: string;
  }[];
  readonly partitions: number;
  readonly replication: number;
}

/** KafkaTls is how connections are encrypted; texts are PEM. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: Secret;
  readonly rejectUnauthorized: boolean;
}

/** KafkaSasl is how this service names itself to the brokers. */
export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: Secret;
}

/** KAFKA_DEFAULTS is the section as it is when the file says nothing. */
const KAFKA_DEFAULTS = {
  client_id: 'plumbline',
  group: 'plumbline-ingest',
  session_timeout: '10s',
  drain_timeout: '10s',
  request_timeout: '10s',
  metadata_age: '30s',
  fetch: {
    bytes: 10 * 1024 * 1024,
    partition_bytes: 2 * 1024 * 1024,
    decompressed_bytes: 64 * 1024 * 1024,
  },
  partitions: 6,
  replication: 1,
} as const satisfies KafkaSection;

/** The kinds as plumbline.yaml and the topics call them. */
const KINDS = {
  predictions: 'prediction',
  labels: 'label',
  features: 'feature_sample',
} as const satisfies Record<string, RecordKind>;
type KindName = keyof typeof KINDS;
const KIND_NAMES = Object.keys(KINDS) as KindName[];

/** checkKafkaSection finds what the schema cannot: unreadable durations, half a key pair, one topic named twice. */
function checkKafkaSection(section: KafkaSection): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const name of ['session_timeout', 'drain_timeout', 'request_timeout', 'metadata_age'] as const) {
    try {
      if (section[name] !== undefined) parseDuration(section[name]);
    } catch (error) {
      problems.push({ path: [name], message: messageOf(error) });
    }
  }
  if (
    typeof section.tls === 'object' &&
    (section.tls.cert === undefined) !== (section.tls.key === undefined)
  ) {
    problems.push({ path: ['tls'], message: 'cert and key come together' });
  }
  const names = new Set<string>(KIND_NAMES.map((kind) => topicName(section, kind)));
  if (names.size < KIND_NAMES.length)
    problems.push({ path: ['topics'], message: 'each kind has a topic of its own' });
  for (const [index, { topic }] of (section.sources ?? []).entries()) {
    if (names.has(topic)) problems.push({ path: ['sources', index], message: 'the topic is named twice' });
    names.add(topic);
  }
  return problems;
}

function topicName(section: KafkaSection, kind: KindName): string {
  return section.topics?.[kind]?.name ?? `plumbline.${kind}`;
}

/** resolveKafkaSection fills in defaults; throws invalid_config for a duration that checkKafkaSection reports. */
function resolveKafkaSection(section: KafkaSection = {}): KafkaSettings {
  const fetch = { ...KAFKA_DEFAULTS.fetch, ...section.fetch };
  const topic = (kind: KindName) => ({
    name: topicName(section, kind),
    project: section.topics?.[kind]?.project ?? null,
  });
  return {
    brokers: section.brokers ?? [],
    clientId: section.client_id ?? KAFKA_DEFAULTS.client_id,
    tls: resolveTls(section.tls ?? false),
    sasl: section.sasl ? { ...section.sasl, password: new Secret(section.sasl.password) } : null,
    group: section.group ?? KAFKA_DEFAULTS.group,
    sessionTimeoutMs: parseDuration(section.session_timeout ?? KAFKA_DEFAULTS.session_timeout),
    drainTimeoutMs: parseDuration(section.drain_timeout ?? KAFKA_DEFAULTS.drain_timeout),
    requestTimeoutMs: parseDuration(section.request_timeout ?? KAFKA_DEFAULTS.request_timeout),
    metadataAgeMs: parseDuration(section.metadata_age ?? KAFKA_DEFAULTS.metadata_age),
    fetch: {
      bytes: fetch.bytes,
      partitionBytes: fetch.partition_bytes,
      decompressedBytes: fetch.decompressed_bytes,
    },
    topics: { prediction: topic('predictions'), label: topic('labels'), feature_sample: topic('features') },
    sources: (section.sources ?? []).map((source) => ({ ...source, kind: KINDS[source.kind] })),
    partitions: section.partitions ?? KAFKA_DEFAULTS.partitions,
    replication: section.replication ?? KAFKA_DEFAULTS.replication,
  };
}

function resolveTls(tls: Exclude<KafkaSection['tls'], undefined>): KafkaTls | false {
  if (tls === false) return false;
  if (tls === true) return { rejectUnauthorized: true };
  return {
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls.cert === undefined ? {} : { cert: tls.cert }),
    ...(tls.key === undefined ? {} : { key: new Secret(tls.key) }),
    rejectUnauthorized: tls.reject_unauthorized ?? true,
  };
}

/** readKafkaConfig checks the section `kafka` and reports every problem with its path inside of the section. */
export function readKafkaConfig(value: unknown): SectionReading<KafkaSettings> {
  return readSection(KafkaSectionSchema, value, checkKafkaSection, resolveKafkaSection);
}
