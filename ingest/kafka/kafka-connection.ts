import type { KafkaConfig, SASLOptions } from 'kafkajs';
import Cluster from 'kafkajs/src/cluster/index.js';
import loggers from 'kafkajs/src/loggers/index.js';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';
import type { KafkaSasl, KafkaSettings } from './kafka-config.ts';

const CONNECT_TIMEOUT_MS = 5_000;

/** READ_UNCOMMITTED lists the true ends of a log; aborted records are left out where batches are read. */
const READ_UNCOMMITTED = 0;

/** KafkaConnection gives a connected cluster, and a new one after the old one has failed. */
export interface KafkaConnection {
  cluster(): Promise<Cluster>;
  /** Says that a request has failed: unless another one has said so before, the next request connects anew. */
  discard(cluster: Cluster): void;
  close(): Promise<void>;
}

/**
 * openConnection makes a connection on first use. kafkajs retries nothing in it: what fails is thrown away as a whole,
 * because its pool of brokers can end up in states from which it does not recover.
 */
export function openConnection(settings: KafkaSettings, topics: readonly string[]): KafkaConnection {
  let current: { readonly cluster: Cluster; readonly ready: Promise<Cluster> } | undefined;

  function discard(cluster: Cluster): void {
    if (current?.cluster !== cluster) return;
    const { ready } = current;
    current = undefined;
    void disconnect(cluster, ready);
  }
  return {
    cluster() {
      if (current === undefined) {
        const cluster = createCluster(settings);
        const ready = cluster
          .connect()
          .then(() => cluster.addMultipleTargetTopics(topics))
          .then(() => cluster);
        current = { cluster, ready };
        ready.catch(() => discard(cluster));
      }
      return current.ready;
    },
    discard,
    async close() {
      const last = current;
      current = undefined;
      if (last !== undefined) await disconnect(last.cluster, last.ready);
    },
  };
}

/** A cluster that is still connecting would open its sockets after it was told to close them. */
async function disconnect(cluster: Cluster, ready: Promise<unknown>): Promise<void> {
  await ready.catch(() => {});
  await cluster.disconnect().catch(() => {});
}

function createCluster(settings: KafkaSettings): Cluster {
  const options = clientOptions(settings);
  return new Cluster({
    brokers: settings.brokers,
    clientId: settings.clientId,
    ssl: options.ssl,
    sasl: options.sasl,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: settings.requestTimeoutMs,
    enforceRequestTimeout: true,
    logger: loggers.createLogger({ level: loggers.LEVELS.NOTHING, logCreator: () => () => {} }),
    socketFactory: createSocketFactory(),
    retry: { retries: 0 },
    metadataMaxAge: Number.MAX_SAFE_INTEGER,
    allowAutoTopicCreation: false,
    isolationLevel: READ_UNCOMMITTED,
  });
}

/** clientOptions are the settings in the words of kafkajs; they hold the plain password. */
export function clientOptions(settings: KafkaSettings): KafkaConfig & { readonly brokers: string[] } {
  const { tls, sasl } = settings;
  return {
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    ssl:
      tls === false
        ? false
        : {
            rejectUnauthorized: tls.rejectUnauthorized,
            ...(tls.ca === undefined ? {} : { ca: tls.ca }),
            ...(tls.cert === undefined ? {} : { cert: tls.cert }),
            ...(tls.key === undefined ? {} : { key: tls.key.reveal() }),
          },
    ...(sasl === null ? {} : { sasl: saslOptions(sasl) }),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: settings.requestTimeoutMs,
    enforceRequestTimeout: true,
  };
}

/** kafkajs tells the mechanisms apart by their literal names, which a union of them does not fit. */
function saslOptions({ mechanism, username, password }: KafkaSasl): SASLOptions {
  return { mechanism, username, password: password.reveal() } as SASLOptions;
}
