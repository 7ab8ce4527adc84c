import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { stringify } from 'yaml';
import { alertsBoard } from './boards/alerts.ts';
import { featureBoard } from './boards/feature.ts';
import { fleetBoard } from './boards/fleet.ts';
import { ingestBoard } from './boards/ingest.ts';
import { modelBoard } from './boards/model.ts';
import { performanceBoard } from './boards/performance.ts';
import { serviceBoard } from './boards/service.ts';
import { grafanaRules } from './rules/grafana-rules.ts';
import { prometheusRules } from './rules/prometheus-rules.ts';

const BOARDS: readonly (() => Dashboard)[] = [
  fleetBoard,
  modelBoard,
  featureBoard,
  performanceBoard,
  ingestBoard,
  alertsBoard,
  serviceBoard,
];

const NOTE = '# Generated from dashboards/ by scripts/generate-docs.mjs.\n';
const yaml = (value: object): string => NOTE + stringify(JSON.parse(JSON.stringify(value)), { lineWidth: 0 });

/** dashboardDocuments gives the text of every file that is generated here, by its path in the repository. */
export function dashboardDocuments(): Record<string, string> {
  const boards = BOARDS.map((build) => {
    const board = build();
    return [`dashboards/json/${board.uid}.json`, `${JSON.stringify(board, null, 2)}\n`];
  });
  return {
    ...Object.fromEntries(boards),
    'docker/grafana/provisioning/alerting/plumbline.yaml': yaml(grafanaRules()),
    'docker/prometheus/rules.yaml': yaml(prometheusRules()),
  };
}
