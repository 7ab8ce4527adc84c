import { AlertBook } from '../../alerts/book.ts';
import { incidentMessage } from '../../alerts/incident-message.ts';
import type { IncidentDelivery } from '../../alerts/notifiers/notifier.ts';
import { notificationIdFor, pendingNotification } from '../../alerts/planned-notifications.ts';
import type { Notification } from '../../domain/index.ts';
import { evaluation, finding, series } from './alert-builders.ts';

/** StoryNames are the names that a test puts into an incident. */
export interface StoryNames {
  readonly model?: string;
  readonly monitor?: string;
  readonly version?: string;
  readonly feature?: string;
  readonly summary?: string;
}

/** storyOf is an incident that opens, gets worse and resolves, as deliveries to one receiver. */
export function storyOf(names: StoryNames, url: string | null) {
  const { model = 'delays', monitor = 'inputs', version = 'v1', feature = 'origin_delay' } = names;
  const { summary = `${feature} drifts.` } = names;
  const key = series({ model, monitor, version });
  const book = new AlertBook([], []);
  const rules = { policyOf: () => ({ for: 1 }), supersededAfter: 2 };
  const results = [finding({ subject: { kind: 'feature', name: feature }, severity: 'critical' })];
  const history = [
    evaluation(0, 'warning', { key, summary, results }),
    evaluation(1, 'critical', { key, summary, results }),
    evaluation(2, 'none', { key }),
  ].flatMap((item) => book.apply([item], rules).transitions);
  const told: Notification[] = [];

  /** delivery is the message of the n-th transition, after the receipts that `arrived` recorded. */
  function delivery(index: number, now = Date.now()): IncidentDelivery {
    const transition = history[index]!;
    const id = notificationIdFor(transition.transitionId, 'under-test');
    const notification = pendingNotification(transition, 'under-test', 'webhook', id, now);
    const toldUpTo = told.length === 0 ? -1 : index - 1;
    const scope = { upTo: index, toldUpTo, first: told.length === 0 };
    return {
      notification,
      transition,
      message: incidentMessage(history, scope, url),
      earlier: [...told],
      now,
    };
  }

  function arrived(sent: IncidentDelivery, receipt: Readonly<Record<string, string>>): void {
    told.push({ ...sent.notification, state: 'delivered', receipt });
  }

  return { history, delivery, arrived };
}
