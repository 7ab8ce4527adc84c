import { cpus, totalmem } from 'node:os';
import { chooseEngine, createEngines, type GpuFinding, machineOf } from '../../analyzers/index.ts';
import { messageOf } from '../../domain/index.ts';
import { type ClickHouseDescription, describeClickHouse } from '../../store/index.ts';
import type { ServiceConfig } from '../config/load-config.ts';
import { EXAMPLES } from './examples.ts';
import { measureSpeeds, type Speeds } from './measure-speeds.ts';

/** Examination is what plumbline doctor tells; the names are those of its JSON. */
export interface Examination {
  readonly machine: {
    readonly platform: string;
    readonly node: string;
    readonly processor: string;
    readonly cores: number;
    readonly memory_bytes: number;
  };
  readonly gpu: {
    readonly used: boolean;
    readonly backend: GpuFinding['backend'];
    readonly name: string | null;
    readonly driver: string | null;
    readonly software: boolean | null;
    readonly reason: string | null;
  };
  readonly clickhouse: ClickHouseDescription | { readonly problem: string };
  readonly speeds: Speeds;
  readonly choices: readonly {
    readonly work: string;
    readonly engine: string;
    readonly reason: string;
  }[];
}

function gpuOf({ backend, adapter, fallbackReason }: GpuFinding): Examination['gpu'] {
  return {
    used: backend === 'webgpu',
    backend,
    name: adapter?.name ?? null,
    driver: adapter?.driver ?? null,
    software: adapter?.software ?? null,
    reason: fallbackReason,
  };
}

/** examine looks at the machine, its GPU and its ClickHouse; what is missing is told, not thrown. */
export async function examine(config: ServiceConfig): Promise<Examination> {
  const { analysis } = config.analyzers;
  const engines = createEngines(analysis);
  try {
    const found = await engines.findGpu();
    const machine = machineOf(found);
    const clickhouse = await describeClickHouse(config.storeUrl).catch((thrown: unknown) => ({
      problem: messageOf(thrown),
    }));
    return {
      machine: {
        platform: `${process.platform} ${process.arch}`,
        node: process.versions.node,
        processor: cpus()[0]?.model.trim() ?? 'unknown',
        cores: machine.cores,
        memory_bytes: totalmem(),
      },
      gpu: gpuOf(found),
      clickhouse,
      speeds: await measureSpeeds(engines, found.backend !== null),
      choices: EXAMPLES.map(({ title, work }) => {
        const { engine, reason } = chooseEngine(work, machine, analysis.engine);
        return { work: title, engine, reason };
      }),
    };
  } finally {
    await engines.close();
  }
}
