import type { MonitorPolicy } from '../../alerts/index.ts';
import type { AnalyzersConfig } from '../../analyzers/index.ts';
import type { DeclaredFeature } from '../../ingest/index.ts';

/** monitorPolicies is what alerts need of the monitors. */
export function monitorPolicies(config: AnalyzersConfig): ReadonlyMap<string, MonitorPolicy> {
  return new Map(
    config.monitors.map((monitor) => [monitor.name, { for: monitor.policy.forWindows, kind: monitor.kind }]),
  );
}

/** declaredKinds is what ingest needs of the models: the kinds that people declared. */
export function declaredKinds(config: AnalyzersConfig): readonly DeclaredFeature[] {
  return config.models.flatMap(({ project, name: model, kinds }) =>
    Object.entries(kinds).map(([feature, kind]) => ({ project, model, feature, kind })),
  );
}
