import { messageOf, windowContaining } from '../../domain/index.ts';
import { DemoFailure } from './demo-failure.ts';
import type { Departures } from './features.ts';
import type { LogClient } from './log-client.ts';
import { rowsKnown, trainModel } from './model.ts';
import type { SignedWebhook } from './receivers/signed-webhook.ts';
import { sendShadow } from './stream.ts';
import type { Release, Releases } from './versions.ts';

/** Retraining is one finished refit. */
export interface Retraining {
  readonly runId: string;
  readonly fromVersion: string;
  readonly release: Release;
  /** Departures that it was trained on, [start, end) in epoch milliseconds. */
  readonly window: { readonly start: number; readonly end: number };
}

/** Retrainer is the pipeline behind the retraining webhook. */
export interface Retrainer {
  /** Starts a refit; refits run one after another. */
  receive(webhook: SignedWebhook): void;
  readonly done: readonly Retraining[];
  /** Resolves when no refit is running; rejects when one failed. */
  idle(): Promise<void>;
}

/** RetrainerParts are what a refit reads and writes. */
export interface RetrainerParts {
  readonly departures: Departures;
  readonly releases: Releases;
  readonly client: LogClient;
  /** The instant of the decision in the replayed year, epoch milliseconds: nothing later is used. */
  readonly now: () => number;
  readonly note: (line: string) => void;
}

interface Callback {
  readonly url: string;
  readonly token: string;
}

const TRAINING_MS = 28 * 86_400_000;

/**
 * createRetrainer refits on the last 28 days of landed flights, logs the new version's out-of-fold predictions of
 * them as shadow, which become its baseline, and reports. The version serves from the next Monday, so that its first
 * weekly window is a whole one.
 */
export function createRetrainer(parts: RetrainerParts): Retrainer {
  const done: Retraining[] = [];
  let queue: Promise<void> = Promise.resolve();
  return {
    done,
    receive(webhook) {
      queue = queue.then(async () => {
        done.push(await retrain(parts, webhook));
      });
      // The failure is the demo's, and idle() tells it.
      queue.catch(() => {});
    },
    idle: () => queue,
  };
}

async function retrain(parts: RetrainerParts, webhook: SignedWebhook): Promise<Retraining> {
  const { runId, fromVersion, callback } = readRequest(webhook);
  await report(callback, { state: 'started' });
  try {
    const { departures, releases, client } = parts;
    const now = parts.now();
    const window = { start: now - TRAINING_MS, end: now };
    const version = `v${releases.all.length + 1}`;
    const trained = trainModel(departures, rowsKnown(departures, window.start, window.end, now));
    await sendShadow(departures, version, trained, client);
    const from = windowContaining(now, { every: 'week', zone: 'UTC' }).end;
    const release = { version, trained, from };
    await report(callback, {
      state: 'succeeded',
      version,
      baseline: {
        window: { from: new Date(window.start).toISOString(), to: new Date(window.end).toISOString() },
        deployment: 'shadow',
      },
    });
    releases.add(release);
    parts.note(`retrained: ${version} on ${trained.rows.length} flights, serves from ${dayOf(from)}`);
    return { runId, fromVersion, release, window };
  } catch (error) {
    await report(callback, { state: 'failed', message: messageOf(error).slice(0, 2000) }).catch(() => {});
    throw error;
  }
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

function readRequest({ body }: SignedWebhook): { runId: string; fromVersion: string; callback: Callback } {
  const data = body.data as Readonly<Record<string, unknown>> | undefined;
  const callback = data?.callback as Partial<Callback> | undefined;
  if (body.type !== 'retraining.requested' || typeof callback?.url !== 'string')
    throw new DemoFailure('The retraining webhook has another form than this receiver knows.');
  return {
    runId: String(data?.run_id),
    fromVersion: String(data?.version),
    callback: { url: callback.url, token: String(callback.token) },
  };
}

async function report(callback: Callback, body: object): Promise<void> {
  const response = await fetch(callback.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${callback.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok)
    throw new DemoFailure(
      `The service refused a report of a retraining run (${response.status}): ${text.slice(0, 300)}`,
    );
}
