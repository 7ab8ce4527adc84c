import { startClickhouseShim } from '../../support/clickhouse-shim.ts';
import type { StoreHarness } from './contract-subject.ts';
import { storeContract } from './store-contract.ts';

storeContract('HTTP, spoken by a shim over the embedded engine', async () => {
  const shim = await startClickhouseShim();
  return { ...overHttp(`${shim.url}/contract`), stop: () => shim.close() };
});

const server = process.env.CLICKHOUSE_URL;
if (server?.startsWith('http')) {
  storeContract('the server of CLICKHOUSE_URL', async () => {
    const url = new URL(server);
    url.pathname = `/plumbline_contract_${process.pid}`;
    const harness = overHttp(url.href);
    const drop = `DROP DATABASE ${url.pathname.slice(1)}`;
    return {
      ...harness,
      async stop() {
        await harness.sql(drop);
      },
    };
  });
}

function overHttp(url: string): Pick<StoreHarness, 'url' | 'sql'> {
  const { origin, username, password, pathname } = new URL(url);
  const authorization = `Basic ${Buffer.from(
    `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
  ).toString('base64')}`;
  const settings = 'date_time_output_format=iso&output_format_json_quote_64bit_integers=0';
  return {
    url,
    async sql(text) {
      const response = await fetch(`${origin}/?database=${pathname.slice(1)}&${settings}`, {
        method: 'POST',
        headers: { authorization },
        body: text.startsWith('SELECT') ? `${text} FORMAT JSONEachRow` : text,
      });
      const body = await response.text();
      if (!response.ok) throw new Error(body);
      return body.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    },
  };
}
