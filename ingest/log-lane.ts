import { groupEntries, type LogLine, packLines } from './log-lines.ts';
import type { LogProducer } from './record-log.ts';

/** Gathered is the lines of the requests that are written together. */
interface Gathered {
  readonly lines: LogLine[];
  bytes: number;
  /** Settles as the write does. */
  written: Promise<void>;
}

/** LogLane writes the lines of one topic, one write at a time; what comes meanwhile goes together into the next. */
export class LogLane {
  readonly #producer: LogProducer;
  readonly #topic: string;
  #gathered: Gathered | null = null;
  #last: Promise<unknown> = Promise.resolve();
  writes = 0;
  failures = 0;
  linesWritten = 0;
  waitingLines = 0;
  waitingBytes = 0;

  constructor(producer: LogProducer, topic: string) {
    this.#producer = producer;
    this.#topic = topic;
  }

  /** write resolves when every line is durable; throws log_unavailable when some may not be. */
  write(lines: readonly LogLine[]): Promise<void> {
    const gathered = this.#gathered ?? this.#gather();
    for (const line of lines) {
      gathered.lines.push(line);
      gathered.bytes += line.bytes;
      this.waitingBytes += line.bytes;
    }
    this.waitingLines += lines.length;
    return gathered.written;
  }

  /** idle resolves when nothing waits. */
  async idle(): Promise<void> {
    for (let last: unknown = null; last !== this.#last; ) {
      last = this.#last;
      await this.#last;
    }
  }

  #gather(): Gathered {
    const gathered: Gathered = { lines: [], bytes: 0, written: Promise.resolve() };
    gathered.written = this.#last.then(() => {
      this.#gathered = null;
      return this.#send(gathered);
    });
    this.#last = gathered.written.catch(() => {});
    this.#gathered = gathered;
    return gathered;
  }

  async #send({ lines, bytes }: Gathered): Promise<void> {
    try {
      for (const group of groupEntries(packLines(lines))) {
        await this.#producer.send(this.#topic, group);
        this.writes += 1;
      }
      this.linesWritten += lines.length;
    } catch (error) {
      this.failures += 1;
      throw error;
    } finally {
      this.waitingLines -= lines.length;
      this.waitingBytes -= bytes;
    }
  }
}
