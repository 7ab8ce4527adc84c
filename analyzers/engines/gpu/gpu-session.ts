import { messageOf } from '../../../domain/index.ts';
import { type AdapterChoice, type AdapterDescription, findAdapter } from './adapter.ts';
import { compareFeatures } from './compare-features.ts';
import type { GpuAnswer, GpuDescription, GpuOperation, GpuOperations, GpuRequest } from './gpu-jobs.ts';
import { type KernelRunner, openWebAsmRunner, openWebGpuRunner } from './kernel-runner.ts';
import { fitLogistic } from './logistic.ts';
import { nullLaws } from './null-laws.ts';
import { measurePairwise } from './pairwise.ts';
import { trainFold } from './train-fold.ts';

type Work = {
  readonly [Operation in GpuOperation]: (
    runner: KernelRunner,
    job: GpuOperations[Operation]['job'],
  ) => Promise<GpuOperations[Operation]['result']>;
};

const WORK: Work = {
  describe: async () => null,
  compare: compareFeatures,
  nullLaws,
  pairwise: measurePairwise,
  logistic: fitLogistic,
  trainFold,
};

/** A device that fails so often is left alone: each attempt may take seconds. */
const MAX_FAILURES = 3;

interface Opened {
  readonly runner: KernelRunner;
  readonly reason: string | null;
}

/**
 * GpuSession runs jobs on WebGPU, and on WebAssembly where there is no device that may be used, where it is lost, or where
 * the job does not fit; every answer says which, and why.
 */
export class GpuSession {
  #device: Promise<Opened> | null = null;
  #fallback: Promise<KernelRunner> | null = null;
  #failures = 0;

  async run<Operation extends GpuOperation>(request: GpuRequest<Operation>): Promise<GpuAnswer<Operation>> {
    const work = WORK[request.operation];
    const started = performance.now();
    const answer = (result: GpuAnswer<Operation>['result'], ranOn: GpuDescription) => ({
      result,
      ranOn,
      tookMs: performance.now() - started,
    });
    const { runner, reason } = await this.#open(request.choice);
    try {
      return answer(await work(runner, request.job), describe(runner, reason, this.#seen));
    } catch (thrown) {
      if (runner.backend === 'webasm') throw thrown;
      const why = await this.#fail(runner, thrown);
      const fallback = await this.#webAsm();
      return answer(await work(fallback, request.job), describe(fallback, why, this.#seen));
    }
  }

  #seen: AdapterDescription | null = null;

  /** lost gives up the device as a driver would; what runs on it fails. */
  async loseDevice(): Promise<void> {
    (await this.#device)?.runner.device?.destroy();
  }

  async close(): Promise<void> {
    const opened = await this.#device?.catch(() => null);
    await opened?.runner.close();
    await (await this.#fallback)?.close();
    this.#device = null;
    this.#fallback = null;
  }

  async #open(choice: AdapterChoice): Promise<Opened> {
    this.#device ??= this.#find(choice);
    return await this.#device;
  }

  async #find(choice: AdapterChoice): Promise<Opened> {
    const found = await findAdapter(this.#failures < MAX_FAILURES ? choice : 'none');
    this.#seen = found.description;
    if (!('adapter' in found)) {
      const reason = this.#failures < MAX_FAILURES ? found.reason : 'the device failed too often';
      return { runner: await this.#webAsm(), reason };
    }
    try {
      return { runner: await openWebGpuRunner(found.adapter, found.description), reason: null };
    } catch (thrown) {
      return { runner: await this.#webAsm(), reason: messageOf(thrown) };
    }
  }

  #webAsm(): Promise<KernelRunner> {
    this.#fallback ??= openWebAsmRunner();
    return this.#fallback;
  }

  /** fail tells why a job failed on the device, and lets go of a device that is lost: the next job looks for one anew. */
  async #fail(runner: KernelRunner, thrown: unknown): Promise<string> {
    // The news of a loss comes with a turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    const lost = runner.lost();
    if (lost === null) return messageOf(thrown);
    this.#failures += 1;
    this.#device = null;
    await runner.close().catch(() => {});
    return `the device was lost: ${lost}`;
  }
}

function describe(
  runner: KernelRunner,
  fallbackReason: string | null,
  seen: AdapterDescription | null,
): GpuDescription {
  return { backend: runner.backend, adapter: runner.description ?? seen, fallbackReason };
}
