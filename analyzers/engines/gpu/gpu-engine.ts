import { type Measurement, messageOf } from '../../../domain/index.ts';
import { unusableRows } from '../../statistics/compared-pair.ts';
import type { Measured } from '../../statistics/measured.ts';
import type { CountedPair, Distance, OrderedPair } from '../../statistics/statistic.ts';
import { STATISTICS } from '../../statistics/statistics.ts';
import { smirnovTail } from '../../statistics/two-sample-smirnov.ts';
import type { Engine, MeasureOptions, MeasureTask } from '../engine.ts';
import { withFallback } from '../fallback-note.ts';
import type { FeatureGap } from './compare-features.ts';
import type { GpuAnswer, GpuDescription } from './gpu-jobs.ts';
import { type GpuTask, gpuTask, type KernelStatistic } from './gpu-task.ts';
import type { Gpu } from './gpu-thread.ts';
import type { NullLaw } from './null-laws.ts';
import { drawLaws, permutedEvidence } from './permuted-evidence.ts';

/** KS_ERROR is by how much float32 may move the KS distance where no two values fall together. */
export const KS_ERROR = 2e-7;

function countedPair({ reference, current }: GpuTask, gap: FeatureGap): CountedPair {
  const missing = [unusableRows(reference), unusableRows(current)] as const;
  const extra = missing[0] > 0 || missing[1] > 0;
  const side = (counts: Float64Array, unusable: number) =>
    Float64Array.from(extra ? [...counts, unusable] : counts);
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const p = side(gap.referenceCounts, missing[0]);
  const q = side(gap.currentCounts, missing[1]);
  return { reference: p, current: q, nReference: total(p), nCurrent: total(q) };
}

function distanceOf(id: KernelStatistic, task: GpuTask, gap: FeatureGap) {
  if (id === 'psi') {
    const pair = countedPair(task, gap);
    return { pair, outcome: (STATISTICS.psi.compute as (pair: CountedPair) => Distance)(pair) };
  }
  const pair = {
    supremum: gap.supremum,
    pValue: smirnovTail(gap.supremum, task.reference.sorted.length, task.sorted.length),
    nReference: task.reference.sorted.length,
    nCurrent: task.sorted.length,
  };
  // The other members of an ordered pair belong to statistics that the kernels leave to the CPU.
  return { pair, outcome: (STATISTICS.ks.compute as (pair: OrderedPair) => Distance)(pair as OrderedPair) };
}

function measuredOf(
  task: GpuTask,
  gap: FeatureGap,
  law: NullLaw | null,
  ranOn: GpuDescription,
  tookMs: number,
): Measured {
  const { subject } = task.current;
  const measurements = task.statistics.map((id): Measurement => {
    const { pair, outcome } = distanceOf(id, task, gap);
    return {
      subject,
      statistic: id,
      definition: STATISTICS[id].definition,
      value: outcome.value,
      effect: outcome.effect,
      pValue: outcome.pValue,
      interval: null,
      nReference: pair.nReference,
      nCurrent: pair.nCurrent,
      engine: 'gpu',
      exact: false,
      errorBound: id === 'ks' ? KS_ERROR : null,
      tookMs: tookMs / task.statistics.length,
      details: {
        ...outcome.details,
        noise_95: outcome.noise95,
        ...(law && permutedEvidence(id, outcome.value, task, law)),
        backend: ranOn.backend,
        ...(ranOn.fallbackReason !== null && { fallback: ranOn.fallbackReason }),
      },
    };
  });
  return { subject, measurements, unmeasured: [] };
}

/**
 * GpuEngine measures PSI and KS of numeric features in float32, with the evidence of 999 permutations beside the law's
 * p-value, and hands every other task to the CPU engine, and all of them where the GPU fails; what the CPU did for it says
 * why in `details.fallback`.
 */
export class GpuEngine implements Engine {
  readonly id = 'gpu';
  readonly #gpu: Gpu;
  readonly #cpu: Engine;

  /** The CPU engine is borrowed: closing this engine leaves it open. */
  constructor(gpu: Gpu, cpu: Engine) {
    this.#gpu = gpu;
    this.#cpu = cpu;
  }

  async measure(tasks: readonly MeasureTask[], options: MeasureOptions = {}): Promise<readonly Measured[]> {
    options.signal?.throwIfAborted();
    const prepared = tasks.map(gpuTask);
    const able = prepared.filter((task) => task !== null);
    const answer = await this.#compare(able, options.signal);
    options.signal?.throwIfAborted();
    const failed = typeof answer === 'string';
    const rest = tasks.filter((_, index) => failed || prepared[index] === null);
    const fromCpu = (
      await this.#cpu.measure(rest, options.signal ? { signal: options.signal } : {})
    ).values();
    const laws = failed ? null : await this.#draw(able, answer, options.signal);
    const perTask = failed ? 0 : answer.tookMs / Math.max(1, able.length);
    let next = 0;
    return prepared.map((task, index) => {
      options.onProgress?.(index + 1, tasks.length);
      if (failed) return withFallback(fromCpu.next().value!, answer);
      if (task === null) return withFallback(fromCpu.next().value!, 'the GPU has no kernel for this');
      const place = next++;
      return measuredOf(task, answer.result[place]!, laws?.[place] ?? null, answer.ranOn, perTask);
    });
  }

  async close(): Promise<void> {
    await this.#gpu.close();
  }

  /** draw gives the null laws, which are extra: without them the measurements stand. */
  async #draw(
    tasks: readonly GpuTask[],
    answer: Pick<GpuAnswer<'compare'>, 'ranOn'>,
    signal: AbortSignal | undefined,
  ): Promise<readonly NullLaw[] | null> {
    try {
      return await drawLaws(this.#gpu, tasks, answer, signal);
    } catch {
      signal?.throwIfAborted();
      return null;
    }
  }

  /** compare gives the device's answer, or why there is none. */
  async #compare(
    tasks: readonly GpuTask[],
    signal: AbortSignal | undefined,
  ): Promise<Pick<GpuAnswer<'compare'>, 'result' | 'ranOn' | 'tookMs'> | string> {
    if (tasks.length === 0) return 'the GPU has no kernel for this';
    try {
      return await this.#gpu.compare(
        tasks.map(({ reference, sorted }) => ({ reference: reference.sorted, current: sorted })),
        signal,
      );
    } catch (thrown) {
      signal?.throwIfAborted();
      return messageOf(thrown);
    }
  }
}
