import { parseArgs } from 'node:util';

/** DemoOptions is what the command line asks for. */
export interface DemoOptions {
  /** Share of the flights that is streamed. */
  readonly share: number;
  /** End when the summary is printed instead of keeping the service up. */
  readonly exit: boolean;
  /** Send the records through a Kafka broker on this machine. */
  readonly kafka: boolean;
  /** Keep the data directory. */
  readonly keep: boolean;
  /** A directory of the user's choice; null for a fresh one. */
  readonly data: string | null;
  /** A port that was asked for; null for the usual one, or another when that is taken. */
  readonly port: number | null;
  /** Print the figures of the README and end, without a service. */
  readonly study: boolean;
  readonly help: boolean;
}

/** USAGE is the help text. */
export const USAGE = `npm run demo -- [options]

Streams real flights of 2001 through Plumbline: drift, incidents, notifications, retraining.

  --all          all 3 million flights instead of a 10 % sample
  --kafka        through a real Kafka broker on this machine (needs Java and Maven, or KAFKA_BROKERS)
  --exit         end after the summary; otherwise the service stays up until Ctrl-C
  --data DIR     data directory (empty or new; kept), instead of a fresh one that is removed at the end
  --keep         keep the data directory
  --port PORT    port of the service, 8765 by default
  --study        print the figures of examples/flights/README.md and end, without a service
  --help         this text`;

const SAMPLE_SHARE = 0.1;

/** readOptions reads the command line; a mistake comes back as one sentence. */
export function readOptions(args: readonly string[]): DemoOptions | { readonly problem: string } {
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    const flag = { type: 'boolean' } as const;
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      args: [...args],
      options: {
        all: flag,
        kafka: flag,
        exit: flag,
        keep: flag,
        study: flag,
        help: flag,
        data: text,
        port: text,
      },
    }));
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message.split('. ')[0] : error}. See --help.` };
  }
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 1 && port <= 65_535))
    return { problem: `--port must be a number from 1 to 65535, not "${values.port}".` };
  if (values.data === '') return { problem: '--data needs a directory.' };
  return {
    share: values.all ? 1 : SAMPLE_SHARE,
    kafka: values.kafka === true,
    exit: values.exit === true,
    keep: values.keep === true,
    data: typeof values.data === 'string' ? values.data : null,
    port,
    study: values.study === true,
    help: values.help === true,
  };
}
