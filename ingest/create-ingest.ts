import {
  type CatalogueEntry,
  type Clock,
  PlumblineError,
  type Random,
  type RecordKind,
} from '../domain/index.ts';
import { createRecordCheck, type RecordCheck } from './check-record.ts';
import type { IngestConfig } from './config.ts';
import { createCounts, type IngestMetrics } from './counters.ts';
import { DirectSink } from './direct-sink.ts';
import { type DeclaredFeature, FeatureCatalogue } from './feature-catalogue.ts';
import { type IncomingRecord, judgeRecord } from './judge-record.ts';
import { advanceWatermark } from './known-model.ts';
import { LogSink, type LogTarget } from './log-sink.ts';
import type { IngestLogger } from './logger.ts';
import { NameSaver } from './name-saver.ts';
import type { Origin } from './origin.ts';
import type { CatalogueStore, RecordWriter, VersionStore, WatermarkStore } from './ports.ts';
import type { JudgedRecord, RecordSink } from './record-sink.ts';
import type { RejectedRecord } from './submission.ts';
import { inTurns } from './turns.ts';

/** IngestOptions are the ports and settings of ingest. */
export interface IngestOptions {
  /** With a log, records are durable there, and whoever consumes it writes them into the store; null writes at once. */
  readonly log?: LogTarget | null;
  readonly writer: RecordWriter;
  readonly catalogueStore: CatalogueStore;
  readonly versionStore: VersionStore;
  readonly watermarkStore: WatermarkStore;
  readonly config: IngestConfig;
  /** Feature kinds from the configuration. */
  readonly declared: readonly DeclaredFeature[];
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: IngestLogger;
}

/** AppendRequest is the records of one request, all of one kind and project. */
export interface AppendRequest extends Origin {
  readonly records: readonly IncomingRecord[];
}

/** Appended answers when every accepted record is durable; repeats count as accepted. */
export interface Appended {
  readonly accepted: number;
  readonly rejected: readonly RejectedRecord[];
}

/** Ingest takes records in and knows models, features, versions and watermarks. */
export interface Ingest {
  /** Loads what the store knows; call once before anything else. */
  start(): Promise<void>;
  /** Refuses new requests, makes what was taken durable, and gives up after the time. */
  stop(timeoutMs: number): Promise<void>;
  /** Throws overloaded or shutting_down when nothing was taken, store_unavailable when records may have landed. */
  append(request: AppendRequest): Promise<Appended>;
  /** Newest durable event time of a model in epoch milliseconds; null before its first row. */
  watermark(project: string, model: string): number | null;
  features(project: string, model: string): readonly CatalogueEntry[];
  /** Takes over kinds from a reloaded configuration. */
  declare(features: readonly DeclaredFeature[]): void;
  /** Notes a version that was registered elsewhere, so that its first record does not register it again. */
  noteVersion(project: string, model: string, version: string): void;
  metrics(): IngestMetrics;
}

/** createIngest wires the pipeline, the group commit and the catalogue. */
export function createIngest(options: IngestOptions): Ingest {
  return new GroupedIngest(options);
}

const OUTCOMES = ['accepted', 'duplicate', 'rejected', 'quarantined'] as const;
const SAVE_SEEN_EVERY_MS = 60_000;
const SEEN_STEP_MS = 3_600_000;

class GroupedIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #catalogue: FeatureCatalogue;
  readonly #saver: NameSaver;
  readonly #sink: RecordSink;
  readonly #checks: Readonly<Record<RecordKind, RecordCheck>>;
  readonly #counts = createCounts();
  readonly #appending = new Set<Promise<unknown>>();
  #recordsInFlight = 0;
  #overloaded = 0;
  #stopping = false;
  #seenTimer: NodeJS.Timeout | undefined;

  constructor(options: IngestOptions) {
    const { names, unknownFields } = options.config;
    this.#options = options;
    this.#catalogue = new FeatureCatalogue(names);
    this.#saver = new NameSaver(this.#catalogue, options.catalogueStore, options.versionStore);
    this.#sink = options.log
      ? new LogSink(options.log)
      : new DirectSink(options, this.#catalogue, () => this.#saver.save());
    this.#checks = {
      prediction: createRecordCheck('prediction', unknownFields),
      label: createRecordCheck('label', unknownFields),
      feature_sample: createRecordCheck('feature_sample', unknownFields),
    };
  }

  async start(): Promise<void> {
    const { catalogueStore, versionStore, watermarkStore, declared } = this.#options;
    const [entries, versions, watermarks] = await Promise.all([
      catalogueStore.loadCatalogue(),
      versionStore.loadVersions(),
      watermarkStore.loadWatermarks(),
    ]);
    this.#catalogue.load(entries, versions);
    this.#catalogue.declare(declared);
    for (const { project, model, eventTime } of watermarks) {
      advanceWatermark(this.#catalogue.recall(project, model), eventTime);
    }
    this.#seenTimer = setInterval(() => void this.#saveSeen(SEEN_STEP_MS), SAVE_SEEN_EVERY_MS).unref();
  }

  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#seenTimer);
    const patience = setTimeout(() => this.#sink.abandon(), timeoutMs);
    while (this.#appending.size > 0) {
      await this.#sink.drain();
      await Promise.race(this.#appending).catch(() => {});
    }
    await this.#sink.drain();
    await this.#saveSeen(1);
    clearTimeout(patience);
  }

  async append(request: AppendRequest): Promise<Appended> {
    const records = request.records.length;
    this.#admit(records);
    this.#recordsInFlight += records;
    const answer = this.#appendAdmitted(request);
    this.#appending.add(answer);
    try {
      return await answer;
    } finally {
      this.#appending.delete(answer);
      this.#recordsInFlight -= records;
    }
  }

  watermark(project: string, model: string): number | null {
    return this.#catalogue.find(project, model)?.watermark ?? null;
  }

  features(project: string, model: string): readonly CatalogueEntry[] {
    return this.#catalogue.list(project, model);
  }

  declare(features: readonly DeclaredFeature[]): void {
    this.#catalogue.declare(features);
  }

  noteVersion(project: string, model: string, version: string): void {
    this.#catalogue.recall(project, model).versions.add(version);
  }

  metrics(): IngestMetrics {
    return {
      records: structuredClone(this.#counts),
      overloaded: this.#overloaded,
      ...this.#sink.metrics(),
    };
  }

  #admit(records: number): void {
    if (this.#stopping) throw new PlumblineError('shutting_down', undefined, { retryable: true });
    const { buffer } = this.#options.config;
    // An empty service takes any request, however large.
    const full = this.#recordsInFlight > 0 && this.#recordsInFlight + records > buffer.records;
    if (!full && this.#sink.metrics().waitingBytes < buffer.bytes) return;
    this.#overloaded += 1;
    throw new PlumblineError('overloaded', undefined, { retryable: true });
  }

  async #appendAdmitted(request: AppendRequest): Promise<Appended> {
    const count = this.#counts[request.kind];
    count.read += request.records.length;
    try {
      const { counts, rejected } = await this.#sink.append(request, await this.#judgeAll(request));
      for (const outcome of OUTCOMES) count[outcome] += counts[outcome];
      return {
        accepted: counts.accepted + counts.duplicate,
        rejected: rejected.toSorted((a, b) => a.index - b.index),
      };
    } catch (error) {
      count.unanswered += request.records.length;
      throw error;
    }
  }

  async #judgeAll({ project, kind, source, records }: AppendRequest): Promise<readonly JudgedRecord[]> {
    const { config, clock } = this.#options;
    const judged: JudgedRecord[] = [];
    for await (const turn of inTurns(records)) {
      const context = {
        project,
        source,
        now: clock(),
        bounds: config.eventTime,
        checks: this.#checks,
        catalogue: this.#catalogue,
      };
      for (const incoming of turn) {
        judged.push({ index: judged.length, incoming, judgement: judgeRecord(incoming, kind, context) });
      }
    }
    return judged;
  }

  async #saveSeen(ageMs: number): Promise<void> {
    this.#catalogue.markSeen(ageMs);
    try {
      await this.#saver.save();
    } catch (err) {
      this.#options.logger.warn({ err }, 'feature catalogue not saved');
    }
  }
}
