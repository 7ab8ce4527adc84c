import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createChdbConnection } from 'chdb/connection';
import { splitStatements } from '../../store/split-statements.ts';

// Speaks the part of ClickHouse's HTTP protocol that the store uses: the query in the body, or in the URL with the
// rows in the body; param_x and settings in the URL; basic authentication; exceptions as text with their code in a
// header. Like a server it runs one statement per request and reads no local files.

const [directory = '', user = '', password = ''] = process.argv.slice(2);
const NO_SETTING = new Set([
  'query',
  'query_id',
  'database',
  'session_id',
  'wait_end_of_query',
  'default_format',
]);
const received: { sql: string; urlParameters: string[] }[] = [];
let loseReply = false;
let refuseWith = 0;

// Keeps the data directory open while the connections of single requests come and go.
createChdbConnection({ path: directory });

class Refusal extends Error {
  readonly clickhouseCode: number;
  constructor(code: number, text: string) {
    super(`Code: ${code}. DB::Exception: ${text}`);
    this.clickhouseCode = code;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function authorize(request: IncomingMessage): void {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  if (request.headers.authorization !== expected) {
    throw new Refusal(516, `${user}: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)`);
  }
}

const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;

/** The settings and parameters of one request live on a connection of their own, so none stays behind. */
async function execute(url: URL, body: Buffer): Promise<Uint8Array> {
  const inUrl = url.searchParams.get('query');
  const sql = (inUrl ?? body.toString('utf8')).trim();
  received.push({ sql, urlParameters: [...new Set(url.searchParams.keys())].sort() });
  if (refuseWith > 0) {
    const code = refuseWith;
    refuseWith = 0;
    throw new Refusal(code, 'Asked for by a test. (TEST)');
  }
  if (splitStatements(sql).length > 1)
    throw new Refusal(62, 'Multi-statements are not allowed. (SYNTAX_ERROR)');
  if (/\b(file|url|remote)\s*\(/i.test(sql)) throw new Refusal(497, 'Not enough privileges. (ACCESS_DENIED)');
  const connection = createChdbConnection({ path: directory });
  const spool = join(directory, '..', `rows-${randomUUID()}`);
  try {
    const database = url.searchParams.get('database') ?? 'default';
    await connection.chdb.queryAsync(`USE \`${database.replace(/[`\\]/g, '\\$&')}\``);
    for (const [name, value] of url.searchParams) {
      if (!NO_SETTING.has(name)) await connection.chdb.queryAsync(`SET ${name} = ${quoted(value)}`);
    }
    if (inUrl === null) return (await connection.chdb.queryAsync(sql, { format: 'TabSeparated' })).bytes();
    await writeFile(spool, body);
    return (await connection.chdb.queryAsync(withRows(sql, spool))).bytes();
  } finally {
    await connection.close();
    await rm(spool, { force: true });
  }
}

/** INSERT … SELECT … FROM input('structure') … FORMAT X reads the body; the embedded engine reads it from a file. */
function withRows(sql: string, path: string): string {
  const match = /^(INSERT[\s\S]*?\bFROM\s+)input\(([\s\S]*)\s+FORMAT\s+(\w+)$/i.exec(sql);
  if (!match)
    throw new Refusal(62, 'An INSERT with rows has the form … FROM input(…) … FORMAT X. (SYNTAX_ERROR)');
  return `${match[1]}file(${quoted(path)}, ${quoted(match[3]!)}, ${match[2]}`;
}

async function control(path: string, response: ServerResponse): Promise<void> {
  if (path === '/control/lose-next-reply') loseReply = true;
  const refusal = /^\/control\/refuse-next\/(\d+)$/.exec(path);
  if (refusal) refuseWith = Number(refusal[1]);
  response.end(JSON.stringify(received));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  const body = await bodyOf(request);
  if (url.pathname.startsWith('/control/')) return control(url.pathname, response);
  try {
    authorize(request);
    const result = await execute(url, body);
    if (loseReply && url.searchParams.has('query')) {
      loseReply = false;
      request.socket.destroy();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(result);
  } catch (error) {
    const code = (error as { clickhouseCode?: number }).clickhouseCode ?? 1001;
    const status = code === 516 ? 403 : code === 60 || code === 81 ? 404 : 500;
    response.writeHead(status, { 'x-clickhouse-exception-code': String(code) });
    response.end(`${(error as Error).message} (version 26.7.2.1)\n`);
  }
}

// A statement with rows travels in the URL, for which ClickHouse has the same limit (http_max_uri_size).
const server = createServer({ maxHeaderSize: 1_048_576 }, (request, response) => {
  answer(request, response).catch(() => request.socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
// The parent holds this pipe open; when it is gone, so is the reason to run.
process.stdin.on('end', () => process.exit(0)).resume();
