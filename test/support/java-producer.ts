import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kafkaTools } from './kafka-broker.ts';

/** produceWithJava sends lines through the console producer of Apache Kafka, each as one entry with a header. */
export async function produceWithJava(
  brokers: string,
  topic: string,
  codec: string,
  lines: readonly string[],
): Promise<void> {
  const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx256m', '-cp', await kafkaTools()];
  const java = spawn(
    'java',
    [
      ...jvm,
      'org.apache.kafka.tools.ConsoleProducer',
      ...['--bootstrap-server', brokers, '--topic', topic, '--compression-codec', codec],
      ...['--property', 'parse.headers=true'],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let errors = '';
  java.stderr.on('data', (bytes) => {
    errors += String(bytes);
  });
  java.stdin.end(lines.map((line) => `Plumbline-Project:shop\t${line}\n`).join(''));
  const [code] = await once(java, 'exit');
  if (code !== 0 || errors.includes('ERROR')) throw new Error(`The Java producer failed:\n${errors}`);
}
