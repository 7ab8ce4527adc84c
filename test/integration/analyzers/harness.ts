import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Analyzers,
  CpuEngine,
  createAnalyzers,
  createDistributions,
  type Distributions,
} from '../../../analyzers/index.ts';
import { ALL_MODELS, type Evaluation, type RecordKind } from '../../../domain/index.ts';
import { createIngest, type Ingest, readIngestConfig } from '../../../ingest/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { configOf } from '../../support/analyzer-world.ts';

/** Stack is a real store, ingest and analyzers on a data directory of its own, under a clock set by hand. */
export class Stack {
  now: number;
  /** Everything that was logged as an error. */
  readonly errors: object[] = [];
  readonly directory: string;
  #store: Store | null = null;
  #ingest: Ingest | null = null;
  #analyzers: Analyzers | null = null;

  private constructor(directory: string, now: number) {
    this.directory = directory;
    this.now = now;
  }

  static async open(section: unknown, now: number): Promise<Stack> {
    const stack = new Stack(await mkdtemp(join(tmpdir(), 'plumbline-analyzers-')), now);
    await stack.start(section);
    return stack;
  }

  get store(): Store {
    return this.#store!;
  }

  get analyzers(): Analyzers {
    return this.#analyzers!;
  }

  /** start opens everything on the directory, as a start of the process does. */
  async start(section: unknown): Promise<void> {
    const silent = () => undefined;
    const logger = {
      info: silent,
      warn: silent,
      error: (fields: object, message: string) => void this.errors.push({ message, ...fields }),
    };
    const clock = () => this.now;
    const config = configOf(section);
    const store = await openStore({ url: `chdb:${join(this.directory, 'data')}`, now: clock });
    const reading = readIngestConfig({
      event_time: { past: '3650d', future: '3650d' },
      commit: { age: '1ms' },
    });
    if (reading.problems.length > 0) throw new Error(JSON.stringify(reading.problems));
    const ingest = createIngest({
      writer: store.recordWriter,
      catalogueStore: store.catalogueStore,
      versionStore: store.versionStore,
      watermarkStore: store.watermarkStore,
      config: reading.config,
      declared: [],
      clock,
      random: () => 0.5,
      logger,
    });
    await ingest.start();
    this.#store = store;
    this.#ingest = ingest;
    this.#analyzers = createAnalyzers({
      windowReader: store.windowReader,
      baselineFiles: store.baselineFiles,
      baselineStore: store.baselineStore,
      profileStore: store.profileStore,
      evaluationStore: store.evaluationStore,
      monitorStore: store.monitorStore,
      versionRegistry: store.versionRegistry,
      catalogue: ingest,
      progress: ingest,
      engine: new CpuEngine({ workers: 1 }),
      clock,
      newId: randomUUID,
      config,
      logger,
    });
  }

  /** stop closes everything and leaves the data. */
  async stop(): Promise<void> {
    await this.#analyzers?.stop();
    await this.#ingest?.stop(5000);
    await this.#store?.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** append sends records through ingest; every one must be accepted. */
  async append(kind: RecordKind, values: readonly object[]): Promise<void> {
    for (let from = 0; from < values.length; from += 5000) {
      const records = values.slice(from, from + 5000).map((value) => ({ value }));
      const answer = await this.#ingest!.append({ project: 'default', kind, source: 'test', records });
      if (answer.rejected.length > 0) throw new Error(JSON.stringify(answer.rejected.slice(0, 3)));
    }
  }

  /** distributions reads as the API does. */
  distributions(): Distributions {
    const { store, analyzers } = this;
    return createDistributions({
      reader: store.distributionReader,
      windows: store.windowReader,
      profiles: store.profileStore,
      baselines: store.baselineStore,
      catalogue: this.#ingest!,
      watched: analyzers.watched,
      clock: () => this.now,
    });
  }

  /** evaluations reads what is stored, oldest window first. */
  async evaluations(monitor: string): Promise<readonly Evaluation[]> {
    const all = await this.store.evaluationFeed.unprocessed(10_000, ALL_MODELS);
    return all.filter((evaluation) => evaluation.monitor === monitor);
  }
}
