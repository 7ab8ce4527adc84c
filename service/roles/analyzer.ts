import { type Analyzers, CpuEngine, createAnalyzers } from '../../analyzers/index.ts';
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
  const engine = new CpuEngine();
  const analyzers = analyzersOf(context, known, engine, {
    ...(shared && { ownership: shared, statusStore: context.store.statusStore }),
  });
  return {
    analyzers,
    parts: [
      enginePart(engine),
      { name: 'analyzers', start: () => analyzers.start(), stop: () => analyzers.stop() },
      ...(shared ? [shared.part] : []),
    ],
    reload: (next) => analyzers.reload(next.analyzers),
  };
}

/** createOnlooker wires analyzers that look after no model: they show monitors, and run windows that are asked for. */
export function createOnlooker(context: RoleContext, known: Knowledge): Analyzer {
  const engine = new CpuEngine();
  const analyzers = analyzersOf(context, known, engine, {
    ownership: { share: () => NO_MODELS },
    statusStore: context.store.statusStore,
  });
  return {
    analyzers,
    parts: [enginePart(engine)],
    reload: (next) => analyzers.reload(next.analyzers),
  };
}

type Sharing = Pick<Parameters<typeof createAnalyzers>[0], 'ownership' | 'statusStore'>;

function analyzersOf(
  { config, store, clock, logger }: RoleContext,
  known: Knowledge,
  engine: CpuEngine,
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
    config: config.analyzers,
    clock,
    logger,
    ...sharing,
  });
}

function enginePart(engine: CpuEngine) {
  return { name: 'engine', start: async () => {}, stop: () => engine.close() };
}
