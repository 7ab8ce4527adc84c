import type { AlertsConfig } from './config/alerts-config.ts';
import { createHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { Notifier } from './notifiers/notifier.ts';
import { createNotifier } from './notifiers/notifiers.ts';
import { type AddressGuard, createAddressGuard } from './outbound/address-guard.ts';
import { type ClosableOutboundHttp, createOutboundHttp, OUTBOUND_DEFAULTS } from './outbound/outbound.ts';
import type { NotificationKind } from './planned-notifications.ts';
import type { AlertsLog } from './ports.ts';
import type { RetrainingReceiver } from './retraining/decisions.ts';

/** Receivers are everything that one configuration lets alerts reach. */
export interface Receivers {
  readonly config: AlertsConfig;
  readonly notifiers: ReadonlyMap<string, Notifier>;
  readonly kinds: ReadonlyMap<string, NotificationKind>;
  readonly retraining: readonly RetrainingReceiver[];
  readonly heartbeat: Heartbeat;
  readonly http: ClosableOutboundHttp;
}

/** createReceivers makes the notifiers of a configuration on one outbound policy. */
export function createReceivers(
  config: AlertsConfig,
  log: AlertsLog,
  guard: AddressGuard = createAddressGuard(config.outbound.allow),
): Receivers {
  const http = createOutboundHttp(guard, { ...OUTBOUND_DEFAULTS, timeoutMs: config.outbound.timeoutMs });
  const notifiers = new Map<string, Notifier>();
  const kinds = new Map<string, NotificationKind>();
  const retraining: RetrainingReceiver[] = [];
  for (const entry of config.notifiers) {
    const notifier = createNotifier(entry, http, guard);
    notifiers.set(entry.name, notifier);
    kinds.set(entry.name, entry.type);
    if (entry.type === 'retraining' && notifier.kind === 'retraining')
      retraining.push({ notifier, policy: entry.policy });
  }
  return {
    config,
    notifiers,
    kinds,
    retraining,
    heartbeat: createHeartbeat(config.heartbeat, http, log),
    http,
  };
}
