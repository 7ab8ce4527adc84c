import { contentHash, type ModelVersion } from '../../domain/index.ts';
import type { EvaluationStore, MonitorStore } from '../ports.ts';
import { policyHash } from '../verdicts/policy.ts';
import { configuredMonitors, defaultMonitors, type WatchedMonitor } from './default-monitors.ts';
import type { AnalyzersConfig, MonitorSettings } from './settings.ts';
import { createTrack, type MonitorTrack, monitorKey } from './track.ts';

/** MonitorSet holds the track of every monitor in force. */
export interface MonitorSet {
  /** Makes the tracks follow the configuration and the models that were met; stores definitions that are new. */
  follow(config: AnalyzersConfig, seen: readonly ModelVersion[]): Promise<void>;
  all(): readonly MonitorTrack[];
  find(project: string, name: string): MonitorTrack | null;
}

/** MonitorSetStores remember how far monitors came and which definitions were in force. */
export interface MonitorSetStores {
  readonly evaluationStore: EvaluationStore;
  readonly monitorStore: MonitorStore;
}

/** createMonitorSet begins empty; between two calls of `follow` nothing else adds or removes a track. */
export function createMonitorSet({ evaluationStore, monitorStore }: MonitorSetStores): MonitorSet {
  let tracks = new Map<string, MonitorTrack>();
  const saved = new Map<string, string>();

  async function save(watched: readonly WatchedMonitor[]): Promise<void> {
    const changed = watched.filter(({ monitor }) => saved.get(monitorKey(monitor)) !== contentHash(monitor));
    if (changed.length === 0) return;
    await monitorStore.saveMonitors(changed.map(({ monitor }) => storedMonitor(monitor)));
    for (const { monitor } of changed) saved.set(monitorKey(monitor), contentHash(monitor));
  }

  return {
    async follow(config, seen) {
      const watched = [...configuredMonitors(config), ...defaultMonitors(config, seen)];
      const fresh = new Set(
        watched.filter((item) => !sameMeasuring(tracks.get(monitorKey(item.monitor)), item)),
      );
      const progress = fresh.size > 0 ? await evaluationStore.loadProgress() : [];
      const next = new Map<string, MonitorTrack>();
      for (const item of watched) {
        const key = monitorKey(item.monitor);
        const track = fresh.has(item) ? createTrack(item.monitor, item.model, progress) : tracks.get(key)!;
        // A new policy applies to the windows that follow; what was judged stays as it was judged.
        track.monitor = item.monitor;
        next.set(key, track);
      }
      await save(watched);
      tracks = next;
    },
    all: () => [...tracks.values()],
    find: (project, name) => tracks.get(monitorKey({ project, name })) ?? null,
  };
}

function storedMonitor(monitor: MonitorSettings) {
  return {
    project: monitor.project,
    monitor: monitor.name,
    model: monitor.model,
    policyHash: policyHash(monitor.policy.verdict),
    definition: JSON.stringify(monitor),
  };
}

/** A monitor whose measuring changed begins anew from its stored evaluations; one with another policy goes on. */
function sameMeasuring(track: MonitorTrack | undefined, item: WatchedMonitor): boolean {
  if (!track) return false;
  if (track.monitor === item.monitor && track.model === item.model) return true;
  return measuringHash(track) === measuringHash(item);
}

function measuringHash({ monitor, model }: WatchedMonitor): string {
  const { policy: _policy, silent: _silent, ...measuring } = monitor;
  return contentHash([measuring, model]);
}
