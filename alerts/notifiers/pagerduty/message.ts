import type { IncidentMessage } from '../../incident-message.ts';
import type { PagerDutyConfig } from './config.ts';

// PagerDuty's limits: summary 1024 characters, event 512 kB.
const SUMMARY = 1024;
const MAX_BYTES = 512_000;

/** pagerDutyEvent is the body of one event; details go first when it would be too large. */
export function pagerDutyEvent(message: IncidentMessage, config: PagerDutyConfig): string {
  const base = { routing_key: config.routingKey.reveal(), dedup_key: message.incidentId };
  if (message.resolved) return JSON.stringify({ ...base, event_action: 'resolve' });
  const payload = {
    summary: message.title.slice(0, SUMMARY),
    source: `${message.project}/${message.model}`,
    severity: config.severity[message.severity === 'critical' ? 'critical' : 'warning'],
    timestamp: new Date(message.at).toISOString(),
    component: message.model,
    group: message.project,
    class: message.monitors.join(', ').slice(0, SUMMARY),
  };
  const event = {
    ...base,
    event_action: 'trigger',
    client: 'Plumbline',
    ...(message.url === null
      ? {}
      : { client_url: message.url, links: [{ href: message.url, text: 'Open the incident' }] }),
  };
  const details = {
    version: message.version,
    since: message.since,
    window: message.window,
    changes: message.changes,
    findings: message.evidence,
  };
  const whole = JSON.stringify({ ...event, payload: { ...payload, custom_details: details } });
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  return JSON.stringify({
    ...event,
    payload: { ...payload, custom_details: { cut: 'too large for PagerDuty' } },
  });
}
