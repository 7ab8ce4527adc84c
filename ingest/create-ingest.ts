import { setTimeout as sleep } from 'node:timers/promises';
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
import { type DeclaredFeature, FeatureCatalogue } from './feature-catalogue.ts';
import { IngestTables } from './ingest-tables.ts';
import { type IncomingRecord, judgeRecord } from './judge-record.ts';
import { advanceWatermark } from './known-model.ts';
import type { IngestLogger } from './logger.ts';
import { NameSaver } from './name-saver.ts';
import type { CatalogueStore, RecordWriter, VersionStore, WatermarkStore } from './ports.ts';
import { type RejectedRecord, Submission } from './submission.ts';

/** IngestOptions are the ports and settings of ingest. */
export interface IngestOptions {
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
export interface AppendRequest {
  readonly project: string;
  readonly kind: RecordKind;
  /** Where they come from, such as http or import. */
  readonly source: string;
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

// Keeps one large request from holding the event loop for more than a few milliseconds.
const RECORDS_PER_TURN = 256;
const SAVE_SEEN_EVERY_MS = 60_000;
const SEEN_STEP_MS = 3_600_000;

class GroupedIngest implements Ingest {
  readonly #options: IngestOptions;
  readonly #catalogue: FeatureCatalogue;
  readonly #saver: NameSaver;
  readonly #tables: IngestTables;
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
    this.#tables = new IngestTables(options, this.#catalogue, () => this.#saver.save());
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
    const patience = setTimeout(() => this.#tables.abandon(), timeoutMs);
    while (this.#appending.size > 0) {
      await this.#tables.drain();
      await Promise.race(this.#appending).catch(() => {});
    }
    await this.#tables.drain();
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
      ...this.#tables.metrics(),
    };
  }

  #admit(records: number): void {
    if (this.#stopping) throw new PlumblineError('shutting_down', undefined, { retryable: true });
    const { buffer } = this.#options.config;
    // An empty service takes any request, however large.
    const full = this.#recordsInFlight > 0 && this.#recordsInFlight + records > buffer.records;
    if (!full && this.#tables.waiting.bytes < buffer.bytes) return;
    this.#overloaded += 1;
    throw new PlumblineError('overloaded', undefined, { retryable: true });
  }

  async #appendAdmitted(request: AppendRequest): Promise<Appended> {
    const { clock, config } = this.#options;
    const count = this.#counts[request.kind];
    const submission = new Submission();
    count.read += request.records.length;
    try {
      await this.#judgeAll(request, submission);
      await withinWait(this.#tables.settle(submission, request, clock()), config.buffer.waitMs);
    } catch (error) {
      count.unanswered += request.records.length;
      throw error;
    }
    const { accepted, duplicate, rejected, quarantined } = submission.counts;
    count.accepted += accepted;
    count.duplicate += duplicate;
    count.rejected += rejected;
    count.quarantined += quarantined;
    return {
      accepted: accepted + duplicate,
      rejected: submission.rejected.sort((a, b) => a.index - b.index),
    };
  }

  async #judgeAll(request: AppendRequest, submission: Submission): Promise<void> {
    const { project, kind, source, records } = request;
    const { config, clock } = this.#options;
    const fixed = {
      project,
      source,
      bounds: config.eventTime,
      checks: this.#checks,
      catalogue: this.#catalogue,
    };
    let context = { ...fixed, now: clock() };
    for (const [index, record] of records.entries()) {
      if (index > 0 && index % RECORDS_PER_TURN === 0) {
        await new Promise((resume) => setImmediate(resume));
        context = { ...fixed, now: clock() };
      }
      this.#tables.place(judgeRecord(record, kind, context), index, request, submission, context.now);
    }
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

/** withinWait bounds how long a request waits; its rows go on being written. */
async function withinWait(settled: Promise<void>, waitMs: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(waitMs, 'late', { signal: timer.signal }).catch(() => 'stopped');
  try {
    if ((await Promise.race([settled, late])) !== 'late') return;
  } finally {
    timer.abort();
    settled.catch(() => {});
  }
  throw new PlumblineError(
    'store_unavailable',
    'ClickHouse has not confirmed the records in time. They may still land; send them again, they are stored once.',
    { retryable: true },
  );
}
