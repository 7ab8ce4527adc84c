import { after, before } from 'node:test';
import { startFlights } from '../support/flights-demo.ts';
import { featureTests } from './feature-tests.ts';
import { incidentTests } from './incident-tests.ts';
import { ingestTests } from './ingest-tests.ts';
import { looksTests } from './looks-tests.ts';
import { modelTests } from './model-tests.ts';
import { monitorTests } from './monitor-tests.ts';
import { openWorld, type PageWorld } from './page-world.ts';

// One service with the flights of the demo and one browser for all pages: starting them takes longer than looking.
let world: PageWorld | undefined;
before(async () => {
  world = await openWorld(await startFlights());
});
after(() => world?.close());

const flights = (): PageWorld => world!;
modelTests(flights);
incidentTests(flights);
featureTests(flights);
looksTests(flights);
monitorTests(flights);
ingestTests(flights);
