import type { RecordKind } from './encode-record.ts';

/** Settlement counts what became of the records of one batch. */
export interface Settlement {
  readonly accepted: number;
  readonly rejected: number;
  readonly dropped: number;
}

/** Batch is the lines of one request, all of one kind, in the order in which they were logged. */
export class Batch {
  readonly kind: RecordKind;
  readonly ids: string[] = [];
  /** Resolves once, when the fate of every record is known. */
  readonly settled: Promise<Settlement>;
  #settle: (settlement: Settlement) => void = () => {};
  #lines: string[] = [];
  #bytes = 0;

  constructor(kind: RecordKind) {
    this.kind = kind;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get records(): number {
    return this.ids.length;
  }

  /** Bytes of the body, counting a line break after every line. */
  get bytes(): number {
    return this.#bytes;
  }

  /** add takes a line whose size includes its line break. */
  add(id: string, line: string, bytes: number): void {
    this.ids.push(id);
    this.#lines.push(line);
    this.#bytes += bytes;
  }

  /** takeBody gives the NDJSON body and lets go of the lines, so that a batch in flight is held once. */
  takeBody(): Buffer {
    const body = Buffer.from(this.#lines.join('\n'));
    this.#lines = [];
    return body;
  }

  settle(settlement: Settlement): void {
    this.#settle(settlement);
  }
}
