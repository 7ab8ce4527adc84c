import { messageOf } from '../domain/index.ts';
import type { AlertsConfig } from './config/alerts-config.ts';
import type { AlertsLog, OutboundHttp } from './ports.ts';

/** Heartbeat tells an outside watch that the service works; when it stops, that watch raises the alarm. */
export interface Heartbeat {
  /** Pings when the interval has passed since the last ping that arrived; called after a tick that succeeded. */
  beat(now: number): Promise<void>;
}

/** createHeartbeat makes a heartbeat; without configuration it does nothing. */
export function createHeartbeat(
  config: AlertsConfig['heartbeat'],
  http: OutboundHttp,
  log: AlertsLog,
): Heartbeat {
  let last = Number.NEGATIVE_INFINITY;
  return {
    async beat(now) {
      if (config === null || now - last < config.intervalMs) return;
      try {
        const { status } = await http.send({
          method: 'GET',
          url: config.url.reveal(),
          headers: {},
          body: '',
        });
        if (status >= 200 && status < 300) last = now;
        else log.warn({ status }, 'heartbeat was not accepted');
      } catch (error) {
        log.warn({ error: messageOf(error) }, 'heartbeat did not arrive');
      }
    },
  };
}
