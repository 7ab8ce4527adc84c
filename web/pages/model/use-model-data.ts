import { requestPath } from '../../api/request-path.ts';
import type {
  FleetRow,
  Incident,
  Monitor,
  RetrainingRun,
  SeriesState,
  TimelineRow,
} from '../../api/types.ts';
import { type Loaded, useList } from '../../api/use-data.ts';

const MANY = 1000;

/** ModelData is what is known of a model whatever the time that is shown. */
export interface ModelData {
  readonly fleet: Loaded<readonly FleetRow[]>;
  readonly series: Loaded<readonly SeriesState[]>;
  readonly timeline: Loaded<readonly TimelineRow[]>;
  readonly incidents: Loaded<readonly Incident[]>;
  readonly runs: Loaded<readonly RetrainingRun[]>;
  readonly monitors: Loaded<readonly Monitor[]>;
}

/** useModelData reads all of it at once. */
export function useModelData(model: string): ModelData {
  const of = (path: string) => requestPath(path, { model, limit: MANY });
  return {
    fleet: useList(`/v1/fleet?limit=${MANY}`, ['evaluations', 'incidents']),
    series: useList(of('/v1/series'), ['evaluations', 'incidents']),
    timeline: useList(of('/v1/timeline'), ['evaluations', 'incidents', 'retraining']),
    incidents: useList(of('/v1/incidents'), ['incidents']),
    runs: useList(of('/v1/retraining-runs'), ['retraining']),
    monitors: useList('/v1/monitors', ['evaluations']),
  };
}
