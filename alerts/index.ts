export { type Alerts, type AlertsParts, createAlerts } from './alerts.ts';
export { type AlertsConfig, readAlertsConfig } from './config/alerts-config.ts';
export { AlertsConfigSchema } from './config/alerts-schema.ts';
export type { MonitorPolicy } from './intake.ts';
export { createCallback } from './retraining/callback.ts';
export { RetrainingReportSchema } from './retraining/run-state.ts';
