import { type Analyzers, CpuEngine, createAnalyzers } from '../../analyzers/index.ts';
import type { Catalogue, IngestProgress } from '../../analyzers/ports.ts';
import type { RoleContext, RunningRole } from './role-context.ts';

/** Analyzer evaluates windows. */
export interface Analyzer extends RunningRole {
  readonly analyzers: Analyzers;
}

/** createAnalyzer wires analyzers and their engine; `known` tells the features and how far event time has come. */
export function createAnalyzer(context: RoleContext, known: Catalogue & IngestProgress): Analyzer {
  const { config, store, clock, logger } = context;
  const engine = new CpuEngine();
  const analyzers = createAnalyzers({
    windowReader: store.windowReader,
    baselineFiles: store.baselineFiles,
    baselineStore: store.baselineStore,
    evaluationStore: store.evaluationStore,
    monitorStore: store.monitorStore,
    versionRegistry: store.versionRegistry,
    catalogue: known,
    progress: known,
    engine,
    config: config.analyzers,
    clock,
    logger,
  });
  return {
    analyzers,
    parts: [
      { name: 'engine', start: async () => {}, stop: () => engine.close() },
      { name: 'analyzers', start: () => analyzers.start(), stop: () => analyzers.stop() },
    ],
    reload: (next) => analyzers.reload(next.analyzers),
  };
}
