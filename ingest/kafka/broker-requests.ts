import type { Broker, WireRequest } from 'kafkajs/src/cluster/index.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import { PlumblineError } from '../../domain/index.ts';
import { ByteReader } from './byte-reader.ts';
import { compactArray, compactText, int32, int64, NO_TAGS } from './byte-writer.ts';
import type { AbortedTransaction } from './record-batch.ts';

/**
 * Two requests in versions that kafkajs does not know: both name topics by id, so that a topic that was created again
 * under its old name is told apart from the first one. https://kafka.apache.org/protocol
 */
const FETCH = { apiKey: 1, apiVersion: 13, apiName: 'Fetch' };
const METADATA = { apiKey: 3, apiVersion: 10, apiName: 'Metadata' };

const READ_COMMITTED = 1;
const NO_ID = Buffer.alloc(16);

/** FetchRequest asks one broker for records of partitions that it leads. */
export interface FetchRequest {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly partitions: readonly {
    /** The topic's id as text of 22 characters. */
    readonly logId: string;
    readonly partition: number;
    readonly offset: bigint;
    readonly maxBytes: number;
  }[];
}

/** FetchedPartition is the answer for one partition. */
export interface FetchedPartition {
  readonly logId: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Offset after the newest record. */
  readonly end: bigint;
  /** Offset after the newest record that may be read: those of an open transaction wait for its end. */
  readonly readable: bigint;
  /** Offset of the oldest record; -1 where the broker does not say. */
  readonly start: bigint;
  readonly aborted: readonly AbortedTransaction[];
  readonly records: Buffer;
}

/** fetchRecords waits up to maxWaitMs for records. */
export async function fetchRecords(
  broker: Broker,
  request: FetchRequest,
): Promise<readonly FetchedPartition[]> {
  requireVersion(broker, FETCH);
  const answer = await exchange(broker, FETCH, encodeFetch(request), decodeFetch);
  if (answer.errorCode !== 0) {
    throw new PlumblineError('log_unavailable', `Kafka refused to read: error ${answer.errorCode}.`, {
      retryable: true,
    });
  }
  return answer.partitions;
}

/** readTopicIds gives the identity of each topic's log; throws log_unavailable for a topic that is not there. */
export async function readTopicIds(
  broker: Broker,
  topics: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  requireVersion(broker, METADATA);
  const ids = await exchange(broker, METADATA, encodeMetadata(topics), decodeMetadata);
  const missing = topics.filter((topic) => !ids.has(topic));
  if (missing.length > 0) {
    throw new PlumblineError('log_unavailable', `Kafka has no topic ${missing.join(', ')}.`, {
      retryable: true,
    });
  }
  return ids;
}

function requireVersion(broker: Broker, api: { readonly apiKey: number; readonly apiVersion: number }): void {
  if ((broker.versions[api.apiKey]?.maxVersion ?? -1) >= api.apiVersion) return;
  throw new PlumblineError('invalid_config', 'The brokers are too old: Kafka 3.1 or newer is needed.');
}

function exchange<Answer>(
  broker: Broker,
  api: Omit<WireRequest, 'encode'>,
  body: Buffer,
  read: (reader: ByteReader) => Answer,
): Promise<Answer> {
  return broker.connectionPool.send({
    request: { ...api, encode: async () => new Encoder().writeBuffer(body) },
    response: {
      async decode(bytes: Buffer) {
        const reader = new ByteReader(bytes);
        // kafkajs writes and reads headers without tagged fields, so that they stand at the start of the body.
        reader.skipTaggedFields();
        return read(reader);
      },
      parse: async (answer: Answer) => answer,
    },
    logResponseError: false,
  });
}

function encodeFetch(request: FetchRequest): Buffer {
  const byTopic = new Map<string, FetchRequest['partitions'][number][]>();
  for (const wanted of request.partitions) {
    byTopic.set(wanted.logId, [...(byTopic.get(wanted.logId) ?? []), wanted]);
  }
  const topics = [...byTopic].map(([logId, partitions]) =>
    Buffer.concat([
      Buffer.from(logId, 'base64url'),
      compactArray(
        partitions.map(({ partition, offset, maxBytes }) =>
          Buffer.concat([
            int32(partition),
            int32(-1), // leader epoch: not tracked
            int64(offset),
            int32(-1), // epoch of the last record: not tracked
            int64(-1n), // start of the log: for followers
            int32(maxBytes),
            NO_TAGS,
          ]),
        ),
      ),
      NO_TAGS,
    ]),
  );
  return Buffer.concat([
    NO_TAGS,
    int32(-1), // a consumer, not a follower
    int32(request.maxWaitMs),
    int32(1), // bytes to wait for
    int32(request.maxBytes),
    Buffer.from([READ_COMMITTED]),
    int32(0), // no session
    int32(-1),
    compactArray(topics),
    compactArray([]),
    compactText(''),
    NO_TAGS,
  ]);
}

function decodeFetch(reader: ByteReader) {
  reader.int32(); // throttle time
  const errorCode = reader.int16();
  reader.int32(); // session
  const partitions = reader.compactArray(() => {
    const logId = reader.take(16).toString('base64url');
    const found = reader.compactArray(() => decodePartition(reader, logId));
    reader.skipTaggedFields();
    return found;
  });
  return { errorCode, partitions: partitions.flat() };
}

function decodePartition(reader: ByteReader, logId: string): FetchedPartition {
  const partition = reader.int32();
  const errorCode = reader.int16();
  const end = reader.int64();
  const stable = reader.int64();
  const start = reader.int64();
  const aborted = reader.compactArray(() => {
    const transaction = { producerId: reader.int64(), firstOffset: reader.int64() };
    reader.skipTaggedFields();
    return transaction;
  });
  reader.int32(); // preferred replica
  const records = reader.compactBytes() ?? Buffer.alloc(0);
  reader.skipTaggedFields();
  return { logId, partition, errorCode, end, readable: stable < 0n ? end : stable, start, aborted, records };
}

function encodeMetadata(topics: readonly string[]): Buffer {
  return Buffer.concat([
    NO_TAGS,
    compactArray(topics.map((topic) => Buffer.concat([NO_ID, compactText(topic), NO_TAGS]))),
    Buffer.from([0, 0, 0]), // creates nothing, asks for no permissions
    NO_TAGS,
  ]);
}

function decodeMetadata(reader: ByteReader): ReadonlyMap<string, string> {
  reader.int32(); // throttle time
  reader.compactArray(() => {
    reader.int32();
    reader.compactBytes();
    reader.int32();
    reader.compactBytes();
    reader.skipTaggedFields();
  });
  reader.compactBytes(); // cluster
  reader.int32(); // controller
  const ids = new Map<string, string>();
  reader.compactArray(() => {
    const errorCode = reader.int16();
    const name = reader.compactBytes()?.toString('utf8') ?? '';
    const id = reader.take(16);
    reader.int8(); // internal
    reader.compactArray(() => skipMetadataPartition(reader));
    reader.int32(); // permissions
    reader.skipTaggedFields();
    if (errorCode === 0 && !id.equals(NO_ID)) ids.set(name, id.toString('base64url'));
  });
  return ids;
}

function skipMetadataPartition(reader: ByteReader): void {
  reader.take(2 + 4 + 4 + 4);
  for (let list = 0; list < 3; list += 1) reader.compactArray(() => reader.int32());
  reader.skipTaggedFields();
}
