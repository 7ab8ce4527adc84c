import { IN_MEMORY, openEmbeddedEngine } from './embedded-engine.ts';
import { createQueryRunner } from './query-runner.ts';
import { openServerEngine } from './server-engine.ts';
import { parseStoreUrl } from './store-url.ts';

/** ClickHouseDescription is which ClickHouse a URL leads to. */
export interface ClickHouseDescription {
  readonly flavour: 'embedded' | 'server';
  readonly version: string;
}

/**
 * describeClickHouse asks the ClickHouse of a store URL what it is. A data directory is not opened, so that it works beside
 * a running service; throws embedded_engine_missing, store_unavailable and what else the engine answers with.
 */
export async function describeClickHouse(url: string): Promise<ClickHouseDescription> {
  const target = parseStoreUrl(url);
  const engine =
    target.kind === 'embedded'
      ? await openEmbeddedEngine({ path: IN_MEMORY, appenders: 0, readers: 2 })
      : openServerEngine({ target, appenders: 0, readers: 2 });
  const runner = createQueryRunner(engine);
  try {
    const [row] = await runner.rows<{ version: string }>('clickhouse_version');
    return { flavour: target.kind, version: row!.version };
  } finally {
    await runner.close();
  }
}
