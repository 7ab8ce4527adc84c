export { CpuEngine, type CpuEngineOptions } from './engines/cpu/cpu-engine.ts';
export type { Engine } from './engines/engine.ts';
export { type ConfigReading, readAnalyzersConfig } from './monitors/config.ts';
export { AnalyzersSchema } from './monitors/config-schema.ts';
export {
  type Analyzers,
  type AnalyzersLog,
  type AnalyzersParts,
  createAnalyzers,
  type LastSeen,
} from './monitors/create-analyzers.ts';
export { type ConfigProblem, schemaProblems } from './monitors/schema-problems.ts';
export type { AnalyzersConfig, ModelSettings, MonitorSettings } from './monitors/settings.ts';
export { STATISTIC_IDS } from './monitors/statistic-ids.ts';
