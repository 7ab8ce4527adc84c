import { redactSecrets, type Secret } from '../../../domain/index.ts';
import { statusOutcome, thrownOutcome } from '../../outcome.ts';
import type { OutboundHttp } from '../../ports.ts';
import type { IncidentNotifier } from '../notifier.ts';
import type { PagerDutyConfig } from './config.ts';
import { pagerDutyEvent } from './message.ts';

/** detailOf reads what PagerDuty says of an invalid event: a message and a list of errors. */
function detailOf(body: string, key: Secret): string {
  try {
    const answer = JSON.parse(body) as { message?: unknown; errors?: unknown };
    const errors = Array.isArray(answer.errors) ? answer.errors : [];
    const parts = [answer.message, ...errors].filter((part) => typeof part === 'string');
    return redactSecrets(parts.join('; '), [key]);
  } catch {
    return '';
  }
}

/** createPagerDutyNotifier triggers one PagerDuty incident per incident, updates and resolves it. */
export function createPagerDutyNotifier(config: PagerDutyConfig, http: OutboundHttp): IncidentNotifier {
  return {
    name: config.name,
    kind: 'pagerduty',
    coalesces: true,
    async deliver({ message, now }) {
      try {
        const response = await http.send({
          method: 'POST',
          url: `${config.url}/v2/enqueue`,
          headers: { 'content-type': 'application/json' },
          body: pagerDutyEvent(message, config),
        });
        const outcome = statusOutcome(response, now, detailOf(response.body, config.routingKey));
        if (outcome.outcome !== 'delivered') return outcome;
        return { outcome: 'delivered', receipt: { dedup_key: message.incidentId } };
      } catch (thrown) {
        return thrownOutcome(thrown);
      }
    },
  };
}
