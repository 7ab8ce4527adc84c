import { contentHash, hasModel, type ModelShare, type ModelVersion } from '../../domain/index.ts';
import type { EvaluationStore, MonitorStore } from '../ports.ts';
import { policyHash } from '../verdicts/policy.ts';
import { configuredMonitors, defaultMonitors, type WatchedMonitor } from './default-monitors.ts';
import type { AnalyzersConfig, MonitorSettings } from './settings.ts';
import { createTrack, type MonitorTrack, monitorKey } from './track.ts';

/** MonitorSet holds the tracks of the monitors in force whose models this process looks after. */
export interface MonitorSet {
  /**
   * Makes the tracks follow the configuration, the models that were met and the share of this process; stores
   * definitions that are new.
   */
  follow(config: AnalyzersConfig, seen: readonly ModelVersion[], share: ModelShare): Promise<void>;
  all(): readonly MonitorTrack[];
  find(project: string, name: string): MonitorTrack | null;
  /** Every monitor in force, in this share or not. */
  watched(): readonly WatchedMonitor[];
  /** Gives a track of a monitor that another process looks after, as far as the store knows; null without such a monitor. */
  borrow(project: string, name: string): Promise<MonitorTrack | null>;
}

/** MonitorSetStores remember how far monitors came and which definitions were in force. */
export interface MonitorSetStores {
  readonly evaluationStore: EvaluationStore;
  readonly monitorStore: MonitorStore;
}

/** createMonitorSet begins empty; between two calls of `follow` nothing else adds or removes a track. */
export function createMonitorSet({ evaluationStore, monitorStore }: MonitorSetStores): MonitorSet {
  let tracks = new Map<string, MonitorTrack>();
  let watched: readonly WatchedMonitor[] = [];
  let term: number | null = null;
  const saved = new Map<string, string>();

  async function save(owned: readonly WatchedMonitor[]): Promise<void> {
    const changed = owned.filter(({ monitor }) => saved.get(monitorKey(monitor)) !== contentHash(monitor));
    if (changed.length === 0) return;
    await monitorStore.saveMonitors(changed.map(({ monitor }) => storedMonitor(monitor)));
    for (const { monitor } of changed) saved.set(monitorKey(monitor), contentHash(monitor));
  }

  return {
    async follow(config, seen, share) {
      const all = [...configuredMonitors(config), ...defaultMonitors(config, seen)];
      const owned = all.filter(({ monitor }) => hasModel(share, monitor.project, monitor.model));
      // Under another term the stored evaluations are the truth: some other process may have been the owner meanwhile.
      const fresh = new Set(
        owned.filter(
          (item) => share.term !== term || !sameMeasuring(tracks.get(monitorKey(item.monitor)), item),
        ),
      );
      const progress = fresh.size > 0 ? await evaluationStore.loadProgress() : [];
      const next = new Map<string, MonitorTrack>();
      for (const item of owned) {
        const key = monitorKey(item.monitor);
        const track = fresh.has(item) ? createTrack(item.monitor, item.model, progress) : tracks.get(key)!;
        // A new policy applies to the windows that follow; what was judged stays as it was judged.
        track.monitor = item.monitor;
        next.set(key, track);
      }
      await save(owned);
      tracks = next;
      watched = all;
      term = share.term;
    },
    all: () => [...tracks.values()],
    find: (project, name) => tracks.get(monitorKey({ project, name })) ?? null,
    watched: () => watched,
    async borrow(project, name) {
      const item = watched.find(({ monitor }) => monitor.project === project && monitor.name === name);
      return item ? createTrack(item.monitor, item.model, await evaluationStore.loadProgress()) : null;
    },
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
