export { chooseEngine, type Work } from './engines/cost-model.ts';
export { CpuEngine } from './engines/cpu/cpu-engine.ts';
export { createEngines, type Engines, type GpuFinding, machineOf } from './engines/create-engine.ts';
export { readAnalyzersConfig } from './monitors/config.ts';
export { AnalyzersSchema } from './monitors/config-schema.ts';
export { type Analyzers, type AnalyzersParts, createAnalyzers } from './monitors/create-analyzers.ts';
export type { AnalyzersConfig } from './monitors/settings.ts';
export { createVersionRegistrar } from './monitors/versions.ts';
