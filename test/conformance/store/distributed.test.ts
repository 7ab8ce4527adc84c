import { createDistributedTables } from '../../support/distributed-tables.ts';
import { storeContract } from './store-contract.ts';

// The parts of a Distributed table lie on its shards, so no block tells which days have changed.
const unused = ['insert_profile_days', 'load_profile_days'];

storeContract('the tables of a cluster, on one shard', async () => ({
  ...(await createDistributedTables()),
  unused,
}));
