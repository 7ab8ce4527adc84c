import { seededRandom } from '../analyzers/baselines/seeded-sample.ts';
import { findAdapter } from '../analyzers/engines/gpu/adapter.ts';
import type { GpuDescription, GpuOperation, GpuOperations } from '../analyzers/engines/gpu/gpu-jobs.ts';
import { GpuSession } from '../analyzers/engines/gpu/gpu-session.ts';
import type { FeaturePair } from '../analyzers/engines/gpu/pooled-marks.ts';
import { normalValues, relabellings } from '../test/support/kernel-oracles.ts';

interface Sizes {
  /** Rows per side, columns and permutations of the pairwise statistics. */
  readonly rows: number;
  readonly width: number;
  readonly permutations: number;
  /** Features, rows per side and draws of the null laws. */
  readonly features: number;
  readonly featureRows: number;
  readonly resamples: number;
}

const ON_GPU: Sizes = {
  rows: 20_000,
  width: 50,
  permutations: 500,
  features: 50,
  featureRows: 10_000,
  resamples: 2000,
};
/** What two cores do in seconds; a software driver runs on them too. */
const ON_CORES: Sizes = {
  rows: 1000,
  width: 20,
  permutations: 500,
  features: 10,
  featureRows: 1000,
  resamples: 200,
};

interface Case {
  readonly name: string;
  readonly operation: GpuOperation;
  readonly job: GpuOperations[GpuOperation]['job'];
  /** Runs on a device only. */
  readonly device?: true;
}

function casesOf(sizes: Sizes): Case[] {
  const random = seededRandom('bench');
  const { rows, width, permutations, features, featureRows, resamples } = sizes;
  const sample = () => normalValues(random, featureRows).sort();
  const pairs: FeaturePair[] = Array.from({ length: features }, () => ({
    reference: sample(),
    current: sample(),
  }));
  const points = normalValues(random, 2 * rows * width);
  const pairwise = {
    points,
    width,
    nReference: rows,
    nCurrent: rows,
    bandwidth: Math.sqrt(2 * width),
    relabellings: relabellings(2 * rows, rows, permutations, random),
  };
  const labels = Uint8Array.from({ length: 2 * rows }, (_, row) => (row < rows ? 0 : 1));
  const folds = Array.from({ length: 5 }, (_, fold) =>
    Float64Array.from(labels, (_, row) => (row % 5 === fold ? 0 : 1)),
  );
  const laws = { features: pairs, resamples, seed: 1 };
  const title = `2 × ${rows} rows, ${width} columns`;
  return [
    ...(['rbf', 'distance'] as const).flatMap((kernel): Case[] => {
      const name = `${kernel === 'rbf' ? 'MMD²' : 'energy'}, ${title}, ${permutations} permutations`;
      return [
        { name: `${name}: tiles`, operation: 'pairwise', job: { ...pairwise, kernel, method: 'tiles' } },
        {
          name: `${name}: workgroups`,
          operation: 'pairwise',
          job: { ...pairwise, kernel, method: 'workgroups' },
          device: true,
        },
      ];
    }),
    {
      name: `logistic, ${title}, 5 folds`,
      operation: 'logistic',
      job: { rows: points, width, labels, weights: folds },
    },
    ...(['permutation', 'bootstrap'] as const).map(
      (resampling): Case => ({
        name: `null laws by ${resampling}, ${features} features, 2 × ${featureRows} rows, ${resamples} draws`,
        operation: 'nullLaws',
        job: { ...laws, resampling },
      }),
    ),
    {
      name: `KS and PSI counts, ${features} features, 2 × ${featureRows} rows`,
      operation: 'compare',
      job: pairs,
    },
  ];
}

/** measure gives milliseconds of the second run, because the first one compiles; null where it ran elsewhere. */
async function measure(
  session: GpuSession,
  { operation, job }: Case,
  backend: GpuDescription['backend'],
): Promise<number | null> {
  const request = { operation, job, choice: backend === 'webgpu' ? 'any' : 'none' } as const;
  const first = await session.run(request);
  if (first.ranOn.backend !== backend) {
    console.error(`${operation} left ${backend}: ${first.ranOn.fallbackReason}`);
    return null;
  }
  return (await session.run(request)).tookMs;
}

/** run times every kernel on the device that was found and on WebAssembly, and prints each time and their ratio. */
export async function run(): Promise<void> {
  const found = await findAdapter('any');
  const hardware = 'adapter' in found && !found.description.software;
  const { description } = found;
  console.log(description ? `${description.name} (${description.driver})` : 'no WebGPU adapter');
  const table: Record<string, Record<string, number | string>> = {};
  const device = new GpuSession();
  const cores = new GpuSession();
  try {
    for (const item of casesOf(hardware ? ON_GPU : ON_CORES)) {
      const webgpu = description ? await measure(device, item, 'webgpu') : null;
      // Hours of work for a CPU are not worth their number.
      const webasm =
        item.device || (hardware && item.operation === 'pairwise')
          ? null
          : await measure(cores, item, 'webasm');
      console.error(item.name);
      table[item.name] = {
        'webgpu ms': webgpu === null ? '-' : Math.round(webgpu),
        'webasm ms': webasm === null ? '-' : Math.round(webasm),
        ratio: webgpu === null || webasm === null ? '-' : Number((webasm / webgpu).toPrecision(2)),
      };
    }
  } finally {
    await device.close();
    await cores.close();
  }
  console.table(table);
}
