export { prepareReference } from './baselines/prepare-reference.ts';
export {
  createDistributions,
  type Distribution,
  type Distributions,
} from './distributions/create-distributions.ts';
export { chooseEngine, type Work } from './engines/cost-model.ts';
export { CpuEngine } from './engines/cpu/cpu-engine.ts';
export { createEngines, type Engines, type GpuFinding, machineOf } from './engines/create-engine.ts';
export type { Engine, MeasureTask } from './engines/engine.ts';
export { equalMassEdges } from './engines/grid/equal-mass-edges.ts';
export { exactOnGrid, undecidedBins } from './engines/grid/exact-on-grid.ts';
export { type GridSide, type GridTask, measureGrid } from './engines/grid/measure-grid.ts';
export { readAnalyzersConfig } from './monitors/config.ts';
export { AnalyzersSchema } from './monitors/config-schema.ts';
export { type Analyzers, type AnalyzersParts, createAnalyzers } from './monitors/create-analyzers.ts';
export { DEFAULT_STATISTICS } from './monitors/monitor-settings.ts';
export type { AnalyzersConfig } from './monitors/settings.ts';
export { createVersionRegistrar } from './monitors/versions.ts';
export type { MultivariateKernels } from './multivariate/kernels.ts';
export { measureRows } from './multivariate/measure-rows.ts';
export { PERMUTATIONS_PER_SUBJECT, tableRequest, vectorRequest } from './multivariate/row-requests.ts';
export { WorkerKernels } from './multivariate/worker-kernels.ts';
export { type Measured, UNMEASURED_REASONS, type Unmeasured } from './statistics/measured.ts';
export { STATISTICS } from './statistics/statistics.ts';
export { decidingResults } from './verdicts/deciding-results.ts';
export { isSettled } from './verdicts/is-settled.ts';
export { judge } from './verdicts/judge.ts';
export { type VerdictPolicy, verdictPolicy } from './verdicts/policy.ts';
