import type { Column, Measurement, Reference, StatisticId } from '../../domain/index.ts';
import type { Measured } from '../statistics/measured.ts';

/** MeasureTask asks for the statistics of one subject. */
export interface MeasureTask {
  readonly reference: Reference;
  /** Handed over: the buffer of its values may be detached by `measure`. */
  readonly current: Column;
  readonly statistics: readonly StatisticId[];
}

/** MeasureOptions steer one call of `measure`. */
export interface MeasureOptions {
  /** Aborting rejects the call with the signal's reason; tasks that have begun end unseen. */
  readonly signal?: AbortSignal;
  /** Called after each task. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Engine measures subjects; it knows no threshold and no verdict. */
export interface Engine {
  readonly id: Measurement['engine'];
  /**
   * measure answers every task in order. A task that fails is a value: its statistics are unmeasured with the reason
   * `failed`. Before `close` an engine may be used by several callers at once.
   */
  measure(tasks: readonly MeasureTask[], options?: MeasureOptions): Promise<readonly Measured[]>;
  /** close lets go of every resource; tasks that still run fail. It may be called twice. */
  close(): Promise<void>;
}
