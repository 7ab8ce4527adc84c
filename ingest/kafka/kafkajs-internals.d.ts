/**
 * The parts of kafkajs 2.2.4 below its public API that ingest/kafka builds on: connections, authentication, metadata
 * and the requests of the group protocol. The version is pinned, so they do not move.
 */
declare module 'kafkajs/src/cluster/index.js' {
  export interface WireRequest {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    /** Gives an Encoder of kafkajs. */
    encode(): Promise<unknown>;
  }
  export interface WireResponse<Answer> {
    decode(bytes: Buffer): Promise<Answer>;
    parse(answer: Answer): Promise<Answer>;
  }
  export interface Broker {
    readonly nodeId: number;
    /** By API key. */
    readonly versions: Readonly<Record<number, { readonly maxVersion: number }>>;
    readonly connectionPool: {
      send<Answer>(exchange: {
        readonly request: WireRequest;
        readonly response: WireResponse<Answer>;
        readonly logResponseError?: boolean;
      }): Promise<Answer>;
    };
    joinGroup(request: {
      readonly groupId: string;
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly memberId: string;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    }): Promise<{
      readonly generationId: number;
      readonly leaderId: string;
      readonly memberId: string;
      readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
    }>;
    syncGroup(request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupAssignment: readonly unknown[];
    }): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
    }): Promise<unknown>;
    leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
    offsetCommit(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly {
          readonly partition: number;
          readonly offset: string;
          readonly metadata: string;
        }[];
      }[];
    }): Promise<unknown>;
    offsetFetch(request: {
      readonly groupId: string;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number }[];
      }[];
    }): Promise<{
      readonly responses: readonly {
        readonly topic: string;
        readonly partitions: readonly {
          readonly partition: number;
          readonly offset: string;
          readonly metadata: string | null;
        }[];
      }[];
    }>;
  }
  export interface ClusterOptions {
    readonly logger: unknown;
    readonly socketFactory: unknown;
    readonly brokers: readonly string[];
    readonly clientId: string;
    readonly ssl: unknown;
    readonly sasl: unknown;
    readonly connectionTimeout: number;
    readonly authenticationTimeout: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly metadataMaxAge: number;
    readonly retry: { readonly retries: number };
    readonly allowAutoTopicCreation: boolean;
    readonly isolationLevel: number;
  }
  export default class Cluster {
    constructor(options: ClusterOptions);
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
    refreshMetadata(): Promise<void>;
    findBroker(options: { readonly nodeId: number }): Promise<Broker>;
    findControllerBroker(): Promise<Broker>;
    findGroupCoordinator(options: { readonly groupId: string }): Promise<Broker>;
    findTopicPartitionMetadata(
      topic: string,
    ): readonly { readonly partitionId: number; readonly leader: number }[];
    fetchTopicsOffset(
      topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number }[];
        /** -2 asks for the oldest offset, -1 for the one after the newest. */
        readonly fromTimestamp: number;
      }[],
    ): Promise<
      readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
      }[]
    >;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  const loggers: {
    readonly LEVELS: { readonly NOTHING: number };
    createLogger(options: { readonly level: number; readonly logCreator: () => () => void }): unknown;
  };
  export default loggers;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  export default function createSocketFactory(): unknown;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    writeBuffer(bytes: Buffer): Encoder;
  }
}
