import type { Measurement, StatisticId } from '../../domain/index.ts';

/** EngineId names an engine as evaluations record it. */
export type EngineId = Measurement['engine'];

/** Work is what an evaluation asks for, in the numbers that its cost depends on. */
export type Work =
  | {
      readonly kind: 'univariate';
      readonly statistics: readonly StatisticId[];
      readonly features: number;
      /** Rows of the window; the reference is prepared. */
      readonly rows: number;
      readonly referenceRows: number;
      /** Buckets of profiles that cover the window, where profiles may answer; else null. */
      readonly profileBuckets: number | null;
    }
  | {
      readonly kind: 'null_law';
      readonly features: number;
      /** Rows of both sides. */
      readonly rows: number;
      readonly resamples: number;
    }
  | {
      /** MMD or energy distance with permutations. */
      readonly kind: 'pairwise';
      readonly width: number;
      readonly rows: number;
      readonly permutations: number;
    }
  | { readonly kind: 'classifier'; readonly width: number; readonly rows: number; readonly folds: number };

/** Machine is what there is to compute on. */
export interface Machine {
  readonly cores: number;
  readonly gpu: 'none' | 'software' | 'hardware';
  /** Bytes that one buffer of the GPU may hold; 0 without one. */
  readonly gpuBufferBytes: number;
}

/** Estimate is the time that an engine would take, or why it cannot do the work. */
export type Estimate = { readonly ms: number } | { readonly refusal: string };

/** Choice is the engine to use, with the reason in words and what every engine would take. */
export interface Choice {
  readonly engine: EngineId;
  readonly reason: string;
  readonly estimates: Readonly<Record<EngineId, Estimate>>;
}

/** EnginePreference is what the configuration says: the cheapest, or one engine wherever it can do the work. */
export type EnginePreference = 'auto' | EngineId;

/**
 * RATES are steps per millisecond, of one core where the CPU works. The CPU's were measured on one core at about 2.5 GHz;
 * the GPU's are those of a small discrete GPU, so that a larger one is chosen too late rather than a small one too early.
 */
const RATES = {
  /** Values sorted and merged for all statistics of one feature together. */
  sortedValues: 15_000,
  /** Counts added when profiles are merged. */
  profileCounts: 10_000_000,
  /** Rows walked for one resampling. */
  cpuWalk: 60_000,
  gpuWalk: 20_000_000,
  /** Pairs of rows times permutations. */
  cpuPairs: 4_000_000,
  gpuPairs: 300_000_000,
  /** Pairs of rows times coordinates, once per pair. */
  cpuDistances: 600_000,
  gpuDistances: 500_000_000,
  /** Rows times squared columns per Newton step. */
  cpuFit: 500_000,
  gpuFit: 100_000_000,
  /** Values made float32 and uploaded. */
  upload: 200_000,
} as const;

const NEWTON_STEPS = 10;
const PROFILE_BINS = 550;
/** Starting kernels and reading results back. */
const GPU_START_MS = 20;
const PROFILE_START_MS = 15;
const BINNED: ReadonlySet<StatisticId> = new Set([
  'psi',
  'jensen_shannon',
  'hellinger',
  'chi_square',
  'l_infinity',
  'total_variation',
  'ks',
]);
const ON_GPU: ReadonlySet<StatisticId> = new Set(['psi', 'ks']);

function cpuEstimate(work: Work, { cores }: Machine): Estimate {
  switch (work.kind) {
    case 'univariate':
      return { ms: (work.features * work.rows) / RATES.sortedValues / Math.min(cores, work.features || 1) };
    case 'null_law':
      return { ms: (work.features * work.rows * work.resamples) / RATES.cpuWalk / cores };
    case 'pairwise': {
      const pairs = work.rows ** 2 / 2;
      const ms = (pairs * work.permutations) / RATES.cpuPairs + (pairs * work.width) / RATES.cpuDistances;
      return { ms: ms / cores };
    }
    case 'classifier': {
      const fit = (NEWTON_STEPS * work.rows * work.width ** 2) / RATES.cpuFit;
      return { ms: (work.folds * fit) / Math.min(cores, work.folds) };
    }
  }
}

function gpuBytes(work: Work): number {
  switch (work.kind) {
    case 'univariate':
      return 4 * (work.rows + work.referenceRows);
    case 'null_law':
      return 4 * work.rows;
    case 'pairwise':
      return Math.max(4 * work.rows * work.width, (work.rows * (work.permutations + 512)) / 8);
    case 'classifier':
      return 4 * work.rows * (work.width + 1);
  }
}

function gpuEstimate(work: Work, { gpu, gpuBufferBytes }: Machine): Estimate {
  if (gpu === 'none') return { refusal: 'there is no GPU' };
  const bytes = gpuBytes(work);
  if (bytes > gpuBufferBytes) return { refusal: `it needs buffers of ${bytes} bytes` };
  switch (work.kind) {
    case 'univariate': {
      if (!work.statistics.every((id) => ON_GPU.has(id)))
        return { refusal: 'it has kernels for psi and ks only' };
      const values = work.features * (work.rows + work.referenceRows);
      // The window still has to be sorted on the host.
      const sort = (work.features * work.rows) / RATES.sortedValues;
      return { ms: GPU_START_MS + sort + values / RATES.upload };
    }
    case 'null_law':
      return {
        ms:
          GPU_START_MS +
          (work.features * work.rows) / RATES.upload +
          (work.features * work.rows * work.resamples) / RATES.gpuWalk,
      };
    case 'pairwise': {
      const pairs = work.rows ** 2 / 2;
      const sums = (pairs * work.permutations) / RATES.gpuPairs + (pairs * work.width) / RATES.gpuDistances;
      return { ms: GPU_START_MS + (work.rows * work.width) / RATES.upload + sums };
    }
    case 'classifier': {
      const step = GPU_START_MS / 10 + (work.rows * work.width ** 2) / RATES.gpuFit;
      const upload = (work.rows * work.width) / RATES.upload;
      return { ms: GPU_START_MS + upload + work.folds * NEWTON_STEPS * step };
    }
  }
}

function clickHouseEstimate(work: Work): Estimate {
  if (work.kind !== 'univariate') return { refusal: 'it measures single features only' };
  if (work.profileBuckets === null) return { refusal: 'no profiles cover the window' };
  if (!work.statistics.every((id) => BINNED.has(id))) return { refusal: 'a statistic needs single values' };
  const counts = work.features * work.profileBuckets * PROFILE_BINS;
  return { ms: PROFILE_START_MS + counts / RATES.profileCounts };
}

function milliseconds(estimate: Estimate): number {
  return 'ms' in estimate ? estimate.ms : Number.POSITIVE_INFINITY;
}

function inWords(ms: number): string {
  return ms >= 1000 ? `${(ms / 1000).toPrecision(2)} s` : `${Math.max(1, Math.round(ms))} ms`;
}

/**
 * chooseEngine picks the engine with the smallest estimate. A preferred engine is used wherever it can do the work, a
 * software GPU only when it is preferred, and the CPU does whatever no other engine can.
 */
export function chooseEngine(work: Work, machine: Machine, preference: EnginePreference = 'auto'): Choice {
  const estimates: Record<EngineId, Estimate> = {
    cpu: cpuEstimate(work, machine),
    clickhouse: clickHouseEstimate(work),
    gpu: gpuEstimate(work, machine),
  };
  const choice = (engine: EngineId, reason: string): Choice => ({ engine, reason, estimates });
  if (preference !== 'auto') {
    const preferred = estimates[preference];
    if ('ms' in preferred) return choice(preference, 'the configuration asks for it');
    return choice('cpu', `${preference} cannot: ${preferred.refusal}`);
  }
  const candidates: EngineId[] =
    machine.gpu === 'software' ? ['cpu', 'clickhouse'] : ['cpu', 'clickhouse', 'gpu'];
  const [best, next] = candidates
    .map((engine) => ({ engine, ms: milliseconds(estimates[engine]) }))
    .sort((a, b) => a.ms - b.ms) as [{ engine: EngineId; ms: number }, { engine: EngineId; ms: number }];
  const other = Number.isFinite(next.ms) ? `${next.engine} ${inWords(next.ms)}` : 'no other engine can';
  return choice(best.engine, `about ${inWords(best.ms)}, ${other}`);
}
