import type { StoreHealth } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';

/** createStoreHealth asks the store for its answer to nothing. */
export function createStoreHealth(runner: QueryRunner): StoreHealth {
  return {
    async ping() {
      await runner.rows('ping');
    },
  };
}
