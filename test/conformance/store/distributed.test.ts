import { createDistributedTables } from '../../support/distributed-tables.ts';
import { storeContract } from './store-contract.ts';

storeContract('the tables of a cluster, on one shard', createDistributedTables);
