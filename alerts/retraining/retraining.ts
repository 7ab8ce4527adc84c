import type { RetrainingNotifier } from '../notifiers/notifier.ts';
import { statusOutcome, thrownOutcome } from '../outcome.ts';
import type { OutboundHttp } from '../ports.ts';
import { signedHeaders } from '../standard-webhook.ts';
import type { RetrainingConfig } from './config.ts';
import { retrainingBody } from './message.ts';
import { callbackToken, tokenMatches } from './token.ts';

/** createRetrainingNotifier asks a pipeline to retrain by a signed webhook; the run id is the message id. */
export function createRetrainingNotifier(config: RetrainingConfig, http: OutboundHttp): RetrainingNotifier {
  const newest = config.secrets[0]!;
  return {
    name: config.name,
    kind: 'retraining',
    tokenFor: (project, runId) => callbackToken(newest, project, runId),
    async deliver({ run, incidentUrl, callbackUrl, now }) {
      // A run requested before a rotation keeps the token of its time.
      const tokens = config.secrets.map((secret) => callbackToken(secret, run.project, run.runId));
      const token = tokens.find((candidate) => tokenMatches(candidate, run.tokenHash));
      if (token === undefined)
        return { outcome: 'refused', reason: 'The secret of the callback token is no longer configured.' };
      const body = retrainingBody(run, incidentUrl, { url: callbackUrl, token });
      try {
        const response = await http.send({
          method: 'POST',
          url: config.url.reveal(),
          headers: signedHeaders(config.secrets, run.runId, now, body),
          body,
        });
        return statusOutcome(response, now);
      } catch (thrown) {
        return thrownOutcome(thrown);
      }
    },
  };
}
