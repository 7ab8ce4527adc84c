import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedEngine } from '../../../store/embedded-engine.ts';
import { parseRows } from '../../../store/query-runner.ts';
import { storeContract } from './store-contract.ts';

storeContract('the embedded engine', async () => {
  const path = await mkdtemp(join(tmpdir(), 'store-contract-'));
  const spoolDirectory = await mkdtemp(join(tmpdir(), 'store-contract-spool-'));
  const engine = await openEmbeddedEngine({ path, appenders: 0, readers: 0, spoolDirectory });
  return {
    url: `chdb:${path}`,
    sql: async (text) => parseRows(await engine.writer.run(withFormat(text))),
    async stop() {
      await engine.close();
      for (const directory of [path, spoolDirectory]) await rm(directory, { recursive: true, force: true });
    },
  };
});

function withFormat(text: string): string {
  const iso = "SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0";
  return text.startsWith('SELECT') ? `${text} ${iso} FORMAT JSONEachRow` : text;
}
