import { randomUUID } from 'node:crypto';
import { type Analyzers, createAnalyzers, createEngines, type Engines } from '../../analyzers/index.ts';
import type { Catalogue, IngestProgress } from '../../analyzers/ports.ts';
import { NO_MODELS } from '../../domain/index.ts';
import type { RoleContext, RunningRole } from './role-context.ts';
import { shareModels } from './shared-models.ts';

/** Analyzer evaluates windows. */
export interface Analyzer extends RunningRole {
  readonly analyzers: Analyzers;
}

/** Knowledge tells the features of a model and how far its event time has come. */
export interface Knowledge extends Catalogue, IngestProgress {
  /** Brings both up to date, where that takes reading. */
  refresh?(): Promise<void>;
}

/** createAnalyzer wires analyzers and their engine. */
export function createAnalyzer(context: RoleContext, known: Knowledge): Analyzer {
  const shared = shareModels(context, 'analyzer', {
    tick: () => analyzers.tick(),
    idle: () => analyzers.idle(),
  });
  const engines = createEngines(context.config.analyzers.analysis);
  const analyzers = analyzersOf(context, known, engines, {
    ...(shared && { ownership: shared, statusStore: context.store.statusStore }),
  });
  return {
    analyzers,
    parts: [
      enginePart(context, engines),
      { name: 'analyzers', start: () => analyzers.start(), stop: () => analyzers.stop() },
      ...(shared ? [shared.part] : []),
    ],
    reload: (next) => analyzers.reload(next.analyzers),
  };
}

/** createOnlooker wires analyzers that look after no model: they show monitors, and run windows that are asked for. */
export function createOnlooker(context: RoleContext, known: Knowledge): Analyzer {
  const engines = createEngines(context.config.analyzers.analysis);
  const analyzers = analyzersOf(context, known, engines, {
    ownership: { share: () => NO_MODELS },
    statusStore: context.store.statusStore,
  });
  return {
    analyzers,
    parts: [
      enginePart(context, engines),
      { name: 'monitor runs', start: async () => {}, stop: () => analyzers.stop() },
    ],
    reload: (next) => analyzers.reload(next.analyzers),
  };
}

type Sharing = Pick<Parameters<typeof createAnalyzers>[0], 'ownership' | 'statusStore'>;

function analyzersOf(
  { config, store, clock, logger }: RoleContext,
  known: Knowledge,
  { engine, kernels }: Engines,
  sharing: Sharing,
): Analyzers {
  return createAnalyzers({
    windowReader: store.windowReader,
    baselineFiles: store.baselineFiles,
    baselineStore: store.baselineStore,
    profileStore: store.profileStore,
    evaluationStore: store.evaluationStore,
    monitorStore: store.monitorStore,
    versionRegistry: store.versionRegistry,
    catalogue: known,
    progress: known,
    refresh: async () => known.refresh?.(),
    engine,
    kernels,
    config: config.analyzers,
    clock,
    newId: randomUUID,
    logger,
    ...sharing,
  });
}

/** enginePart says at the start where a GPU that was asked for cannot be had: the work is done on the CPU then. */
function enginePart({ config, logger }: RoleContext, engines: Engines) {
  const { engine, gpu } = config.analyzers.analysis;
  return {
    name: 'engine',
    start: async () => {
      if (engine !== 'gpu' && gpu !== 'software') return;
      const { backend, adapter, fallbackReason } = await engines.findGpu();
      if (backend === 'webgpu') logger.info({ gpu: adapter?.name }, 'analysis has a GPU');
      else logger.warn({ reason: fallbackReason }, 'analysis has no GPU');
    },
    stop: () => engines.close(),
  };
}
