import type { Window } from '../../domain/index.ts';
import type { MonitorTrack } from './track.ts';

/** LongWindow is a window whose measurement takes long, and how far it has come. */
export interface LongWindow {
  readonly project: string;
  readonly monitor: string;
  readonly version: string;
  readonly segment: string;
  readonly window: Window;
  /** Subjects measured so far, and all of them; both are 0 while nothing is known. */
  readonly done: number;
  readonly total: number;
}

/** Most windows take less; of the others somebody may wonder what the process is doing. */
const LONG_MS = 5000;

/** watchWindow shows in the track how far the window has come, tells of it once when it takes long, and ends with `end`. */
export function watchWindow(
  track: MonitorTrack,
  request: Pick<LongWindow, 'version' | 'segment' | 'window'>,
  onLong: (window: LongWindow) => void,
) {
  const { project, name: monitor } = track.monitor;
  const { version, segment, window } = request;
  const progress = { done: 0, total: 0 };
  track.progress = progress;
  const timer = setTimeout(
    () => onLong({ project, monitor, version, segment, window, ...progress }),
    LONG_MS,
  ).unref();
  return {
    onProgress(done: number, total: number): void {
      Object.assign(progress, { done, total });
    },
    end(): void {
      clearTimeout(timer);
      track.progress = null;
    },
  };
}
