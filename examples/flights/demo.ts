import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aftermathOf } from './aftermath.ts';
import { openBroker } from './broker.ts';
import { flightsFile, readFlights } from './dataset.ts';
import { DemoFailure } from './demo-failure.ts';
import { type Departures, selectDepartures } from './features.ts';
import { buildFlightLog } from './flight-log.ts';
import { createLogClient } from './log-client.ts';
import { rowsKnown, type TrainedModel, trainModel } from './model.ts';
import type { DemoOptions } from './options.ts';
import type { Charset } from './picture.ts';
import { createPhases, type Phases } from './progress.ts';
import { type Receivers, startReceivers } from './receivers/receivers.ts';
import { createReplay, weeksToJudge } from './replay.ts';
import { createRetrainer, type Retrainer } from './retraining.ts';
import { performanceOf } from './scoring.ts';
import { createServiceApi } from './service-api.ts';
import { type KafkaPlace, REFERENCE, serviceConfig } from './service-config.ts';
import { choosePort, type RunningService, startService } from './service-process.ts';
import { createStream } from './stream.ts';
import { summaryLines } from './summary.ts';
import { createReleases, type Releases } from './versions.ts';
import { openWorkDirectory } from './work-directory.ts';

const USUAL_PORT = 8765;
const FIRST_VERSION = 'v1';

/** Stage is where a run of the demo takes place. */
export interface Stage {
  readonly out: NodeJS.WriteStream;
  readonly charset: Charset;
  /** Registers what is to be undone at the end, the newest first. */
  onEnd(step: EndStep): void;
}

/** EndStep undoes one thing; after a failure the files stay for a look. */
export type EndStep = (failed: boolean) => Promise<void> | void;

interface Learnt {
  readonly departures: Departures;
  readonly january: TrainedModel;
  readonly releases: Releases;
}

/** runDemo plays the whole story and prints the summary; the service it returns is still running. */
export async function runDemo(options: DemoOptions, stage: Stage): Promise<RunningService> {
  const started = performance.now();
  const phases = createPhases(stage.out, stage.charset === 'ascii');
  const directory = openWorkDirectory(options.data, options.keep, new Date());
  stage.onEnd(directory.release);
  const learnt = await learn(options.share, phases);

  let retrainer: Retrainer | undefined;
  const receivers = await startReceivers((webhook) => retrainer?.receive(webhook));
  stage.onEnd(receivers.close);
  const kafka = options.kafka ? await phases.run('Starting Kafka', () => openBroker(stage.onEnd)) : null;
  const service = await phases.run('Starting the service', () =>
    launch(options.port, directory.path, receivers, kafka, phases),
  );
  stage.onEnd(service.stop);

  const client = createLogClient(service.url);
  const replay = createReplay(learnt.departures);
  retrainer = createRetrainer({ ...learnt, client, now: replay.judgedAt, note: phases.note });
  const api = createServiceApi(service.url);
  const { sendingMs } = await phases.run('Streaming January to June 2001', (progress) => {
    const total = 2 * learnt.departures.count;
    const stream = createStream(learnt.departures, learnt.releases, client, (done) =>
      progress(done, total, new Date(replay.judgedAt()).toISOString().slice(0, 10)),
    );
    return Promise.race([replay.run(stream, api, retrainer), service.ended]);
  });
  const accepted = client.accepted();
  await client.close();

  const lines = summaryLines(
    {
      ...(await read(api)),
      ...judge(learnt, retrainer),
      received: {
        slack: receivers.slack.inbox.total,
        pagerDuty: receivers.pagerDuty.inbox.total,
        mail: receivers.mail.inbox.total,
        webhooks: receivers.webhooks.inbox.total + receivers.retraining.inbox.total,
      },
      records: accepted,
      sendingSeconds: sendingMs / 1000,
      totalSeconds: (performance.now() - started) / 1000,
    },
    stage.charset,
  );
  stage.out.write(`${lines.join('\n')}\n`);
  return service;
}

async function learn(share: number, phases: Phases): Promise<Learnt> {
  const raw = await phases.run('Reading 3 million flights', (progress) =>
    readFlights(flightsFile(), progress),
  );
  const departures = await phases.run('Inputs known at departure', () =>
    selectDepartures(buildFlightLog(raw), share),
  );
  const rows = rowsKnown(departures, REFERENCE.start, REFERENCE.end, Number.POSITIVE_INFINITY);
  const january = await phases.run('Training on January', () => trainModel(departures, rows));
  return {
    departures,
    january,
    releases: createReleases({ version: FIRST_VERSION, trained: january, from: REFERENCE.start }),
  };
}

async function launch(
  asked: number | null,
  directory: string,
  receivers: Receivers,
  kafka: KafkaPlace | null,
  phases: Phases,
): Promise<RunningService> {
  const wanted = asked ?? USUAL_PORT;
  const port = await choosePort(wanted);
  if (port !== wanted) {
    if (asked !== null) throw new DemoFailure(`Port ${asked} is in use; choose another one.`);
    phases.note(`port ${wanted} is in use, so the service listens on ${port}`);
  }
  const configFile = join(directory, 'plumbline.yaml');
  writeFileSync(configFile, serviceConfig(port, join(directory, 'db'), receivers.endpoints, kafka));
  return startService(port, configFile, join(directory, 'service.log'));
}

async function read(api: ReturnType<typeof createServiceApi>) {
  const [evaluations, incidents, notifications, runs, ...measurements] = await Promise.all([
    api.evaluations(),
    api.incidents(),
    api.notifications(),
    api.retrainingRuns(),
    api.measurements('inputs'),
    api.measurements('score'),
    api.measurements('performance'),
  ]);
  return { evaluations, incidents, notifications, runs, measurements: measurements.flat() };
}

function judge({ departures, january, releases }: Learnt, retrainer: Retrainer) {
  const reference = performanceOf({
    scores: january.outOfFold,
    late: Uint8Array.from(january.rows, (i) => departures.late[i]!),
    threshold: january.model.threshold,
  });
  const lateShares = new Map(
    weeksToJudge(departures).map(({ start, end }) => {
      const rows = rowsKnown(departures, start, end, Number.POSITIVE_INFINITY);
      return [start, rows.reduce((sum, i) => sum + departures.late[i]!, 0) / rows.length];
    }),
  );
  return { reference, lateShares, aftermath: aftermathOf(departures, releases, retrainer.done) };
}
