import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openStore, type Store } from '../../../store/index.ts';
import { listSqlFiles } from '../../../store/sql-files.ts';
import { alertsContract } from './alerts-contract.ts';
import { arrivalViewsContract } from './arrival-views-contract.ts';
import { baselineContract } from './baseline-contract.ts';
import { changeMarksContract } from './change-marks-contract.ts';
import type { ContractSubject, StoreHarness } from './contract-subject.ts';
import { distributionContract } from './distribution-contract.ts';
import { evaluationContract } from './evaluation-contract.ts';
import { fileContract } from './file-contract.ts';
import { hostileNamesContract } from './hostile-names-contract.ts';
import { ingestContract } from './ingest-contract.ts';
import { ingestHealthContract } from './ingest-health-contract.ts';
import { logContract } from './log-contract.ts';
import { outcomeContract } from './outcome-contract.ts';
import { profileContract } from './profile-contract.ts';
import { readModelContract } from './read-model-contract.ts';
import { rowSampleContract } from './row-sample-contract.ts';
import { safetyContract } from './safety-contract.ts';
import { sharedWorkContract } from './shared-work-contract.ts';
import { tableContract } from './table-contract.ts';
import { viewsContract } from './views-contract.ts';
import { windowContract } from './window-contract.ts';

/** storeContract is what every ClickHouse must hold, whatever the way to it. */
export function storeContract(name: string, start: () => Promise<StoreHarness>): void {
  describe(`store on ${name}`, () => {
    const executed = new Set<string>();
    const run = `${process.pid}-${Date.now()}`;
    let projects = 0;
    let current: { store: Store; harness: StoreHarness } | null = null;
    const subject: ContractSubject = {
      get store() {
        return current!.store;
      },
      get harness() {
        return current!.harness;
      },
      project: () => `project-${run}-${projects++}`,
    };

    before(async () => {
      const harness = await start();
      const store = await openStore({
        url: harness.url,
        onStatement: (statement) => executed.add(statement),
      });
      current = { store, harness };
    });
    after(async () => {
      await current?.store.close();
      await current?.harness.stop();
    });

    ingestContract(subject);
    logContract(subject);
    windowContract(subject);
    rowSampleContract(subject);
    outcomeContract(subject);
    baselineContract(subject);
    fileContract(subject);
    tableContract(subject);
    evaluationContract(subject);
    alertsContract(subject);
    profileContract(subject);
    distributionContract(subject);
    ingestHealthContract(subject);
    changeMarksContract(subject);
    readModelContract(subject);
    viewsContract(subject);
    arrivalViewsContract(subject);
    hostileNamesContract(subject);
    sharedWorkContract(subject);
    safetyContract(subject);

    test('every statement of sql/ was executed', () => {
      // These are run by parts of the contract, but not through the store's query runner.
      const beside =
        /^(describe_file|spool_file|(read|count|sample)_file_\w+|create_database|clickhouse_version)$/;
      const missing = [...listSqlFiles('queries'), ...listSqlFiles('views'), ...listSqlFiles('migrations')]
        .filter((statement) => !beside.test(statement))
        .filter((statement) => !executed.has(statement));
      assert.deepEqual(missing.sort(), [...(subject.harness.unused ?? [])].sort());
    });
  });
}
