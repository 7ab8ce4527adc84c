import { after, before } from 'node:test';
import type { Ingest } from '../../../ingest/index.ts';
import { openStore, type Store } from '../../../store/index.ts';
import { temporaryDirectory } from '../../support/record-intake.ts';
import { queryStored } from '../../support/service-requests.ts';
import { openIngest, recordSinkContract } from './record-sink-contract.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let ingest: Ingest;

before(async () => {
  directory = await temporaryDirectory();
  store = await openStore({ url: `chdb:${directory.path}/db` });
  ingest = await openIngest(store, null);
});

after(async () => {
  await store?.close();
  await directory.remove();
});

recordSinkContract('direct sink', () => ({
  ingest,
  async durable(project) {
    const rows = await queryStored(
      directory.path,
      `SELECT prediction_id FROM predictions WHERE project = '${project}'`,
    );
    return rows.map(({ prediction_id }) => prediction_id);
  },
}));
