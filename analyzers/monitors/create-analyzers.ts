import {
  ALL_MODELS,
  type Clock,
  type Evaluation,
  type ModelVersion,
  messageOf,
  PlumblineError,
} from '../../domain/index.ts';
import { createBaselineBook } from '../baselines/baseline-book.ts';
import type { Engine } from '../engines/engine.ts';
import type { MultivariateKernels } from '../multivariate/kernels.ts';
import { WorkerKernels } from '../multivariate/worker-kernels.ts';
import type {
  BaselineFileReader,
  BaselineStore,
  Catalogue,
  IngestProgress,
  Ownership,
  ProfileStore,
  StatusStore,
  VersionRegistry,
  WindowReader,
} from '../ports.ts';
import { createProfileBook } from '../profiles/profile-book.ts';
import { createSourceReader } from '../profiles/source-reader.ts';
import { type AdvanceParts, advanceMonitor, type Present } from './advance-monitor.ts';
import { buildProfiles } from './build-profiles.ts';
import type { WatchedMonitor } from './default-monitors.ts';
import { eachBounded } from './each-bounded.ts';
import { modelQueues } from './model-queues.ts';
import { createMonitorRuns, type MonitorRuns } from './monitor-runs.ts';
import { createMonitorSet, type MonitorSetStores } from './monitor-set.ts';
import { createMutex } from './mutex.ts';
import { type RangeRequest, rangeWindows, runRange } from './run-range.ts';
import { createScheduler } from './scheduler.ts';
import type { AnalyzersConfig } from './settings.ts';
import { createSharedStatuses, lentRow } from './shared-statuses.ts';
import { type StatusRow, statusRow } from './status-row.ts';
import { createTrack, type MonitorTrack } from './track.ts';
import { createVersions, registrationOf, type Versions, wireBaseline } from './versions.ts';

/** AnalyzersLog takes constant messages with structured fields. */
interface AnalyzersLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** AnalyzersParts are what analyzers are made of; the service hands them in. */
export interface AnalyzersParts extends MonitorSetStores {
  readonly windowReader: WindowReader;
  readonly baselineFiles: BaselineFileReader;
  readonly baselineStore: BaselineStore;
  readonly versionRegistry: VersionRegistry;
  /** Where profiles of closed hours are kept; without it every window is read from rows. */
  readonly profileStore?: ProfileStore;
  readonly catalogue: Catalogue;
  readonly progress: IngestProgress;
  readonly engine: Engine;
  /** Kernels of statistics that look at many features at once; worker threads of its own by default. */
  readonly kernels?: MultivariateKernels;
  readonly clock: Clock;
  /** Gives the id of a run, a UUID. */
  readonly newId: () => string;
  readonly config: AnalyzersConfig;
  readonly logger: AnalyzersLog;
  /** Called after an evaluation was stored. */
  readonly onEvaluation?: (evaluation: Evaluation) => void;
  /** Called after every tick, for a heartbeat. */
  readonly onTick?: (now: number) => void;
  /** Which models this process looks after; all of them by default. */
  readonly ownership?: Ownership;
  /** Where processes that share the models show each other their monitors; null when this one has them all. */
  readonly statusStore?: StatusStore | null;
  /** Called before every tick, to bring catalogue and progress up to date. */
  readonly refresh?: () => Promise<void>;
  /** Models whose monitors run side by side; 2 by default. */
  readonly concurrency?: number;
  /** Bytes of baselines kept in memory; half of analysis.max_memory by default. */
  readonly baselineCacheBytes?: number;
}

/** Analyzers turn stored windows into evaluations. */
export interface Analyzers {
  /** Loads versions and progress, then ticks until stop. */
  start(): Promise<void>;
  /** Aborts the windows under way, of which nothing is stored; what is due stays due. */
  stop(): Promise<void>;
  /** Evaluates everything that is due; a tick that runs already is awaited instead. */
  tick(): Promise<void>;
  /** Waits for the tick that is under way: what it evaluates for models that were handed over ends with their windows. */
  idle(): Promise<void>;
  /** Takes over another configuration between two ticks; progress and baselines stay. */
  reload(config: AnalyzersConfig): Promise<void>;
  listMonitors(project: string): Promise<readonly StatusRow[]>;
  /** The monitors of a model that are in force, whichever process looks after them. */
  watched(project: string, model: string): Promise<readonly WatchedMonitor[]>;
  /** Runs a monitor on past windows and waits for the end; throws as runs.start does, and what the run failed of. */
  runMonitor(project: string, monitor: string, request: RangeRequest): Promise<StatusRow>;
  /** Runs on past windows that were begun in this process. */
  readonly runs: MonitorRuns;
  /** Registers a version and the baseline that it brings along; throws invalid_request. */
  registerVersion(project: string, model: string, request: StatusRow): Promise<StatusRow>;
  /** Registers versions that retraining runs made. */
  readonly registrar: {
    /** Throws invalid_request when the baseline is not {window: {from, to}, deployment?}. */
    registerVersion(version: ModelVersion, baseline: unknown): Promise<void>;
  };
}

/** createAnalyzers wires planner, baselines, engine and stores; nothing runs before start or tick. */
export function createAnalyzers(parts: AnalyzersParts): Analyzers {
  const { clock, logger } = parts;
  const versions = createVersions(parts.versionRegistry, clock);
  const monitors = createMonitorSet(parts);
  const share = () => parts.ownership?.share() ?? ALL_MODELS;
  const statuses = parts.statusStore ? createSharedStatuses(parts.statusStore) : null;
  let config = parts.config;
  const scheduler = createScheduler(
    () => runTick(),
    (thrown) => logger.error({ err: thrown }, 'tick failed'),
  );
  let aborter = new AbortController();
  const shared = advanceParts(parts, versions, () => config, {
    stopping: scheduler.stopping,
    signal: () => aborter.signal,
  });
  const following = createMutex();

  function follow(force = false): Promise<void> {
    return following(async () => {
      await parts.refresh?.();
      await versions.refresh(force);
      await monitors.follow(config, versions.all(), share());
    });
  }

  async function runTick(): Promise<void> {
    const { term } = share();
    await follow();
    // Models that were handed over are not ours any more: the window under way is the last one.
    const mine = { ...shared, stopping: () => shared.stopping() || share().term !== term };
    await eachBounded(modelQueues(monitors.all()), parts.concurrency ?? 2, async (queue) => {
      const present = mine.present(queue[0]);
      for (const track of queue) {
        await keepProfiles(track, present, mine, logger);
        await advance(track, present, mine, logger);
      }
    });
    if (!mine.stopping()) await statuses?.publish(monitors.all().map(rowOf));
    parts.onTick?.(clock());
  }

  function rowOf(track: MonitorTrack): StatusRow {
    return statusRow(track, shared.present(track), shared.replay());
  }

  const runs = createMonitorRuns({
    clock,
    newId: parts.newId,
    logger,
    async plan(project, name, request) {
      if (statuses) await follow();
      const track = monitors.find(project, name) ?? (await monitors.borrow(project, name));
      if (!track) throw new PlumblineError('unknown_monitor', `No monitor is called "${name}".`);
      const windows = rangeWindows(track, request, shared);
      return { windows, run: (watch) => runRange(track, windows, request.notify, shared, watch) };
    },
  });

  return {
    async start() {
      await follow(true);
      aborter = new AbortController();
      scheduler.start(config.tickMs);
    },
    async stop() {
      runs.cancelAll();
      const stopped = scheduler.stop();
      aborter.abort(new PlumblineError('shutting_down', undefined, { retryable: true }));
      await stopped;
      await runs.stop();
      if (!parts.kernels) await shared.kernels.close();
    },
    tick: () => scheduler.tick(),
    idle: () => scheduler.idle(),
    async reload(next) {
      await scheduler.change(next.tickMs, () => {
        config = next;
        return follow();
      });
    },
    async listMonitors(project) {
      if (statuses) await follow();
      const lent = await statuses?.load(project);
      const listed = monitors.watched().filter(({ monitor }) => monitor.project === project);
      return listed.map(({ monitor, model }) => {
        const own = monitors.find(project, monitor.name);
        if (own) return rowOf(own);
        const stranger = createTrack(monitor, model, []);
        const row = lent?.get(monitor.name);
        return row ? lentRow(row, shared.present(stranger).watermark) : rowOf(stranger);
      });
    },
    async watched(project, model) {
      if (statuses) await follow();
      return monitors.watched().filter(({ monitor: m }) => m.project === project && m.model === model);
    },
    async runMonitor(project, monitor, request) {
      const { runId, ended, row } = await runs.start(project, monitor, request);
      const { notDue, done: _done, evaluationIds: _ids, ...counts } = await ended;
      const { state } = row();
      return { run_id: runId, state, project, monitor, ...counts, not_due: notDue, notify: request.notify };
    },
    runs,
    async registerVersion(project, model, request) {
      const { version, baseline } = registrationOf(project, model, request, clock());
      return versionRow(await versions.register(version, baseline), versions);
    },
    registrar: {
      async registerVersion(version, baseline) {
        await versions.register(version, baseline);
      },
    },
  };
}

/** keepProfiles builds what has closed; without it windows are read from rows, so its failure stops nothing. */
async function keepProfiles(
  track: MonitorTrack,
  present: Present,
  shared: AdvanceParts,
  logger: AnalyzersLog,
): Promise<void> {
  try {
    await track.exclusive(() => buildProfiles(track, present, shared));
  } catch (thrown) {
    const { project, name } = track.monitor;
    logger.warn({ project, monitor: name, err: thrown }, 'profiles were not built');
  }
}

/** advance lets one monitor move on; its failure is told and stays with it. */
async function advance(
  track: MonitorTrack,
  present: Present,
  shared: AdvanceParts,
  logger: AnalyzersLog,
): Promise<void> {
  try {
    await track.exclusive(() => advanceMonitor(track, present, shared));
  } catch (thrown) {
    const { project, name } = track.monitor;
    if (shared.signal?.aborted) {
      logger.info({ project, monitor: name }, 'a window was given up; it is evaluated after the next start');
      return;
    }
    track.lastError = messageOf(thrown);
    logger.error({ project, monitor: name, err: thrown }, 'monitor did not advance');
  }
}

function advanceParts(
  parts: AnalyzersParts,
  versions: Versions,
  config: () => AnalyzersConfig,
  { stopping, signal }: { readonly stopping: () => boolean; readonly signal: () => AbortSignal },
): AdvanceParts {
  const { clock, progress, logger } = parts;
  const book = createBaselineBook({
    reader: parts.windowReader,
    files: parts.baselineFiles,
    catalogue: parts.catalogue,
    store: parts.baselineStore,
    clock,
    cacheBytes: parts.baselineCacheBytes ?? config().analysis.maxMemory / 2,
  });
  const { profileStore, windowReader } = parts;
  const profiles = profileStore ? createProfileBook(profileStore, windowReader, clock) : null;
  const sourceReader = profileStore ? createSourceReader(windowReader, profileStore, clock) : windowReader;
  const profiled = () => config().analysis.profiles === 'auto' && config().clock === 'wall';
  return {
    get reader() {
      return profiled() ? sourceReader : windowReader;
    },
    engine: parts.engine,
    get signal() {
      return signal();
    },
    get profiles() {
      return profiled() ? profiles : null;
    },
    kernels: parts.kernels ?? new WorkerKernels(),
    get memory() {
      return config().analysis.maxMemory;
    },
    catalogue: parts.catalogue,
    evaluations: parts.evaluationStore,
    clock,
    book,
    stopping,
    replay: () => config().clock === 'replay',
    present({ monitor }) {
      const watermark = progress.watermark(monitor.project, monitor.model);
      const replayed = watermark ?? Number.NEGATIVE_INFINITY;
      return { now: config().clock === 'replay' ? replayed : clock(), watermark };
    },
    versionBaseline: ({ monitor }, version) => versions.baselineOf(monitor.project, monitor.model, version),
    onLongWindow: (window) => logger.info(window, 'a window takes long'),
    onEvaluation(evaluation) {
      logger.info(evaluationFields(evaluation), 'window evaluated');
      parts.onEvaluation?.(evaluation);
    },
  };
}

function versionRow(
  { project, model, version, registeredAt, source }: ModelVersion,
  versions: Versions,
): StatusRow {
  const own = versions.baselineOf(project, model, version);
  const registered = new Date(registeredAt).toISOString();
  return { project, model, version, registered_at: registered, source, baseline: own && wireBaseline(own) };
}

function evaluationFields(evaluation: Evaluation) {
  const { project, monitor, version, segment, window, status, severity, mode, tookMs } = evaluation;
  return { project, monitor, version, segment, window, status, severity, mode, tookMs };
}
