import type { MonitorTrack } from './track.ts';

/**
 * modelQueues groups monitors by model; within a model the one that settles first goes first. Advanced in that order
 * and with one view of the time, a window's data drift is stored before the performance decay that it may explain,
 * so that what follows from the decay can name the features.
 */
export function modelQueues(tracks: readonly MonitorTrack[]): (readonly [MonitorTrack, ...MonitorTrack[]])[] {
  const queues = new Map<string, [MonitorTrack, ...MonitorTrack[]]>();
  for (const track of tracks) {
    const key = JSON.stringify([track.monitor.project, track.monitor.model]);
    const queue = queues.get(key);
    if (queue) queue.push(track);
    else queues.set(key, [track]);
  }
  for (const queue of queues.values()) queue.sort((a, b) => settleMs(a) - settleMs(b));
  return [...queues.values()];
}

function settleMs({ monitor }: MonitorTrack): number {
  return monitor.lateness + monitor.labelDelay;
}
