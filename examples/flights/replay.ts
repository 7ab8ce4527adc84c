import { windowsWithin } from '../../domain/index.ts';
import { DemoFailure } from './demo-failure.ts';
import type { Departures } from './features.ts';
import type { Retrainer } from './retraining.ts';
import { type MonitorRow, type ServiceApi, waitUntil } from './service-api.ts';
import { REFERENCE, SETTLE_MS } from './service-config.ts';
import type { FlightStream } from './stream.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

/** Replay is how the demo goes through the year 2001. */
export interface Replay {
  /** The instant as of which the week in question is judged, epoch milliseconds. */
  readonly judgedAt: () => number;
  /** Streams everything, and lets the service judge each week before the next one is due. */
  run(stream: FlightStream, api: ServiceApi, retrainer: Retrainer): Promise<{ readonly sendingMs: number }>;
}

/** weeksToJudge lists the weeks from the first that begins after the reference to the last whole one. */
export function weeksToJudge(
  departures: Departures,
): readonly { readonly start: number; readonly end: number }[] {
  const last = departures.departure[departures.count - 1] ?? REFERENCE.end;
  return windowsWithin(REFERENCE.end, last, { every: 'week', zone: 'UTC' });
}

/** createReplay plans the weeks of the given flights. */
export function createReplay(departures: Departures): Replay {
  let judgedAt = REFERENCE.start;
  let sendingMs = 0;
  return {
    judgedAt: () => judgedAt,
    async run(stream, api, retrainer) {
      const send = async (until: number): Promise<void> => {
        const started = performance.now();
        await stream.sendUntil(until);
        sendingMs += performance.now() - started;
      };
      for (const { end } of weeksToJudge(departures)) {
        // Everything of the week, labels too, is acknowledged before the records are sent that make it due.
        await send(end + SETTLE_MS);
        await landed(stream.acknowledged, api);
        await send(end + DAY_MS);
        judgedAt = end + DAY_MS;
        // Whatever is decided now takes effect next Monday, so the flights until then need not wait for it.
        await send(end + WEEK_MS);
        await settled(end, api, retrainer);
      }
      await send(Number.POSITIVE_INFINITY);
      return { sendingMs };
    },
  };
}

/** A log acknowledges before the records are in the store. */
async function landed(records: number, api: ServiceApi): Promise<void> {
  await waitUntil(
    () => api.logHasLanded(records),
    async () => 'The records of the log did not reach the store',
  );
}

async function settled(end: number, api: ServiceApi, retrainer: Retrainer): Promise<void> {
  const week = new Date(end).toISOString().slice(0, 10);
  await waitUntil(
    async () => (await api.monitors()).every((monitor) => hasJudged(monitor, end)),
    async () => {
      const behind = (await api.monitors()).filter((monitor) => !hasJudged(monitor, end));
      const reasons = behind.map(({ name, last_error: error }) => (error ? `${name}: ${error}` : name));
      return `The week that ended on ${week} was not judged by ${reasons.join(', ')}`;
    },
  );
  const failed = (await api.evaluations()).find(({ status }) => status === 'failed');
  if (failed)
    throw new DemoFailure(
      `The monitor ${failed.monitor} could not judge the week from ${failed.window_start.slice(0, 10)}: ${failed.summary}`,
    );
  await waitUntil(
    async () => {
      await retrainer.idle();
      const runs = await api.retrainingRuns();
      return runs.every(({ state }) => state !== 'requested' && state !== 'started');
    },
    async () => `A retraining run of the week that ended on ${week} did not end`,
  );
}

function hasJudged(monitor: MonitorRow, end: number): boolean {
  const { evaluated_until: until, caught_up: caughtUp, alerts_caught_up: alertsCaughtUp } = monitor;
  return until !== null && Date.parse(until) >= end && caughtUp && alertsCaughtUp;
}
