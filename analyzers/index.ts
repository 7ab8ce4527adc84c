export { CpuEngine } from './engines/cpu/cpu-engine.ts';
export { readAnalyzersConfig } from './monitors/config.ts';
export { AnalyzersSchema } from './monitors/config-schema.ts';
export { type Analyzers, type AnalyzersParts, createAnalyzers } from './monitors/create-analyzers.ts';
export type { AnalyzersConfig } from './monitors/settings.ts';
export { createVersionRegistrar } from './monitors/versions.ts';
