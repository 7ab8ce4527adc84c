import type { Store } from '../../../store/index.ts';

/** StoreHarness is one ClickHouse to run the contract on. */
export interface StoreHarness {
  readonly url: string;
  /** Statements that it has no use for. */
  readonly unused?: readonly string[];
  /** Runs raw SQL beside the store and gives its rows. */
  sql(text: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** Subject is what the parts of the contract share: one open store, and names that nobody else uses. */
export interface ContractSubject {
  readonly store: Store;
  readonly harness: StoreHarness;
  project(): string;
}
