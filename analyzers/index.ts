export { chooseEngine, type Machine, type Work } from './engines/cost-model.ts';
export { CpuEngine } from './engines/cpu/cpu-engine.ts';
export { createEngines, type Engines } from './engines/create-engine.ts';
export type { GpuDescription } from './engines/gpu/gpu-jobs.ts';
export { readAnalyzersConfig } from './monitors/config.ts';
export { AnalyzersSchema } from './monitors/config-schema.ts';
export { type Analyzers, type AnalyzersParts, createAnalyzers } from './monitors/create-analyzers.ts';
export type { AnalyzersConfig } from './monitors/settings.ts';
export { createVersionRegistrar } from './monitors/versions.ts';
