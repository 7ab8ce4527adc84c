import type { Measured } from '../statistics/measured.ts';
import { type Choice, chooseEngine, type EnginePreference, type Machine, type Work } from './cost-model.ts';
import type { Engine, MeasureOptions, MeasureTask } from './engine.ts';
import { withFallback } from './fallback-note.ts';

/** ChosenEngineParts are the engines to choose from, and what the choice rests on. */
export interface ChosenEngineParts {
  readonly cpu: Engine;
  /** Null where kernels have nothing to run on. */
  readonly gpu: Engine | null;
  /** Asked before each call, because a device may come and go. */
  readonly machine: () => Promise<Machine>;
  readonly preference: EnginePreference;
}

const NO_GPU: Machine = { cores: 1, gpu: 'none', gpuBufferBytes: 0 };
const BEST_GPU: Machine = { cores: 1, gpu: 'hardware', gpuBufferBytes: Number.POSITIVE_INFINITY };

function rowsOf({ reference, current }: MeasureTask): { rows: number; referenceRows: number } {
  return {
    rows: current.kind === 'numeric' ? current.values.length : 0,
    referenceRows: reference.kind === 'numeric' ? reference.sorted.length : 0,
  };
}

/** workOf sums up the tasks of one call. */
function workOf(tasks: readonly MeasureTask[]): Work {
  const sizes = tasks.map(rowsOf);
  return {
    kind: 'univariate',
    statistics: [...new Set(tasks.flatMap(({ statistics }) => statistics))],
    features: tasks.length,
    rows: Math.max(0, ...sizes.map(({ rows }) => rows)),
    referenceRows: Math.max(0, ...sizes.map(({ referenceRows }) => referenceRows)),
    profileBuckets: null,
  };
}

/** ChosenEngine hands each call to the engine that the cost model chooses for it. */
export class ChosenEngine implements Engine {
  readonly id = 'cpu';
  readonly #parts: ChosenEngineParts;

  constructor(parts: ChosenEngineParts) {
    this.#parts = parts;
  }

  async measure(tasks: readonly MeasureTask[], options: MeasureOptions = {}): Promise<readonly Measured[]> {
    const { engine, reason } = await this.#choose(tasks);
    const { cpu, gpu, preference } = this.#parts;
    if (engine === 'gpu' && gpu !== null) return gpu.measure(tasks, options);
    const measured = await cpu.measure(tasks, options);
    return preference === 'gpu' ? measured.map((item) => withFallback(item, reason)) : measured;
  }

  /** choose asks for the machine only where the best GPU could win: to look for one starts its driver. */
  async #choose(tasks: readonly MeasureTask[]): Promise<Choice> {
    const { preference, machine, gpu } = this.#parts;
    const work = workOf(tasks);
    const hoped = chooseEngine(work, gpu === null ? NO_GPU : BEST_GPU, preference);
    return hoped.engine === 'gpu' ? chooseEngine(work, await machine(), preference) : hoped;
  }

  async close(): Promise<void> {
    await this.#parts.gpu?.close();
    await this.#parts.cpu.close();
  }
}
