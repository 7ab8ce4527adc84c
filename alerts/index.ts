export { type Alerts, type AlertsParts, createAlerts } from './alerts.ts';
export { type AlertsConfig, AlertsConfigSchema, readAlertsConfig } from './config/alerts-config.ts';
export type { MonitorPolicy } from './intake.ts';
export { RetrainingReportSchema } from './retraining/run-state.ts';
