export { type Alerts, type AlertsMetrics, type AlertsParts, createAlerts } from './alerts.ts';
export { type AlertsConfig, AlertsConfigSchema, readAlertsConfig } from './config/alerts-config.ts';
export type { ConfigPath, ConfigProblem, ReadResult } from './config/problems.ts';
export type { MonitorPolicy } from './intake.ts';
export { type Links, linksUnder } from './links.ts';
export { NO_DATA_MONITOR } from './no-data.ts';
export { RetrainingReportSchema } from './retraining/run-state.ts';
