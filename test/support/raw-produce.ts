import Encoder from 'kafkajs/src/protocol/encoder.js';
import { openConnection } from '../../ingest/kafka/kafka-connection.ts';
import { kafkaSettings } from './kafka-log-world.ts';

const PRODUCE = { apiKey: 0, apiVersion: 7, apiName: 'Produce' };

/** produceRaw appends the bytes of a batch to partition 0 of a topic; gives the error code of the broker, 0 for none. */
export async function produceRaw(brokers: string, topic: string, batch: Buffer): Promise<number> {
  const connection = openConnection(kafkaSettings(brokers), [topic]);
  try {
    const cluster = await connection.cluster();
    const [leader] = cluster.findTopicPartitionMetadata(topic);
    const broker = await cluster.findBroker({ nodeId: leader?.leader ?? -1 });
    const name = Buffer.from(topic);
    const body = Buffer.alloc(2 + 2 + 4 + 4 + 2 + name.length + 4 + 4 + 4);
    let at = body.writeInt16BE(-1, 0); // no transaction
    at = body.writeInt16BE(-1, at); // every replica acknowledges
    at = body.writeInt32BE(5_000, at);
    at = body.writeInt32BE(1, at);
    at = body.writeInt16BE(name.length, at);
    at += name.copy(body, at);
    at = body.writeInt32BE(1, at);
    at = body.writeInt32BE(0, at); // partition
    body.writeInt32BE(batch.length, at);
    return await broker.connectionPool.send({
      request: { ...PRODUCE, encode: async () => new Encoder().writeBuffer(Buffer.concat([body, batch])) },
      response: {
        // One topic with one partition: counts, name, partition number, then the error code.
        decode: async (bytes: Buffer) => bytes.readInt16BE(4 + 2 + name.length + 4 + 4),
        parse: async (code: number) => code,
      },
    });
  } finally {
    await connection.close();
  }
}
