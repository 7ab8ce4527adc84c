import { type Departures, featuresOf } from './features.ts';
import { orderByMinute } from './flight-log.ts';
import type { LogClient } from './log-client.ts';
import type { TrainedModel } from './model.ts';
import type { Releases } from './versions.ts';

/** FlightStream sends predictions and labels in the order in which they became known. */
export interface FlightStream {
  /** Sends everything before the instant and resolves when the service has acknowledged it. */
  sendUntil(instant: number): Promise<void>;
  /** Records that the service has acknowledged, those of a retraining too. */
  readonly acknowledged: number;
  readonly predictions: number;
  readonly labels: number;
}

const YIELD_EVERY = 256;

/** predictionId names a flight. */
function predictionId(departures: Departures, index: number): string {
  return `flight-${departures.row[index]}`;
}

/** createStream merges departures (predictions) and landings (labels) by time. */
export function createStream(
  departures: Departures,
  releases: Releases,
  client: LogClient,
  onRecord: (records: number) => void,
): FlightStream {
  const landings = orderByMinute(departures.landing);
  let departed = 0;
  let landed = 0;
  const departureAt = (): number => departures.departure[departed] ?? Number.POSITIVE_INFINITY;
  const landingAt = (): number => {
    const index = landings[landed];
    return index === undefined ? Number.POSITIVE_INFINITY : departures.landing[index]!;
  };

  function sendPrediction(index: number): void {
    const { version, score, prediction } = releases.predictLive(departures, index);
    client.logPrediction({
      predictionId: predictionId(departures, index),
      timestamp: departures.departure[index]!,
      features: featuresOf(departures, index),
      prediction,
      score,
      version,
    });
  }

  function sendLabel(index: number): void {
    client.logLabel({
      predictionId: predictionId(departures, index),
      label: departures.late[index] === 1,
      timestamp: departures.landing[index]!,
      predictionTimestamp: departures.departure[index]!,
    });
  }

  return {
    async sendUntil(instant) {
      for (let sent = 0; Math.min(departureAt(), landingAt()) < instant; sent++) {
        if (departureAt() <= landingAt()) sendPrediction(departed++);
        else sendLabel(landings[landed++]!);
        if (sent % YIELD_EVERY === 0) {
          await client.ready();
          onRecord(departed + landed);
        }
      }
      await client.settle();
      onRecord(departed + landed);
    },
    get acknowledged() {
      return client.accepted();
    },
    get predictions() {
      return departed;
    },
    get labels() {
      return landed;
    },
  };
}

/** sendShadow logs a new version's out-of-fold predictions of its training flights, beside the live ones. */
export async function sendShadow(
  departures: Departures,
  version: string,
  { model, rows, outOfFold }: TrainedModel,
  client: LogClient,
): Promise<void> {
  for (let k = 0; k < rows.length; k++) {
    const index = rows[k]!;
    const score = outOfFold[k]!;
    client.logPrediction({
      predictionId: predictionId(departures, index),
      timestamp: departures.departure[index]!,
      features: featuresOf(departures, index),
      prediction: score >= model.threshold,
      score,
      version,
      deployment: 'shadow',
    });
    if (k % YIELD_EVERY === 0) await client.ready();
  }
  await client.settle();
}
