import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SqlFile is one statement as its file holds it: the text without comments, and the settings that its header asks for. */
export interface SqlFile {
  readonly name: string;
  readonly text: string;
  /** Settings of the header line `-- settings: max_execution_time=300`. */
  readonly settings: Readonly<Record<string, number>>;
}

/** SQL_DIRECTORY holds migrations/, queries/ and views/; it lies beside store/, in the source tree and below dist/. */
export const SQL_DIRECTORY = findSqlDirectory(dirname(fileURLToPath(import.meta.url)));

function findSqlDirectory(from: string): string {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'sql');
    if (existsSync(join(candidate, 'migrations'))) return candidate;
    if (directory === dirname(directory)) throw new Error(`No sql/migrations above ${from}.`);
  }
}

const cache = new Map<string, SqlFile>();

/** loadSqlFile reads `queries/<name>.sql` or `views/<name>.sql` once. */
export function loadSqlFile(folder: 'queries' | 'views', name: string): SqlFile {
  const path = join(SQL_DIRECTORY, folder, `${name}.sql`);
  const cached = cache.get(path);
  if (cached) return cached;
  const file = parseSqlFile(name, readFileSync(path, 'utf8'));
  cache.set(path, file);
  return file;
}

/** listSqlFiles names the files of a folder in order, without their ending. */
export function listSqlFiles(folder: 'migrations' | 'queries' | 'views'): readonly string[] {
  return readdirSync(join(SQL_DIRECTORY, folder))
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort();
}

/** parseSqlFile takes the comment lines off and reads the header line `-- settings: …`. */
export function parseSqlFile(name: string, source: string): SqlFile {
  const lines = source.split('\n');
  const header = lines.find((line) => line.startsWith('-- settings:')) ?? '';
  const text = lines
    .filter((line) => !line.trimStart().startsWith('--'))
    .join('\n')
    .trim()
    .replace(/;$/, '');
  const settings = Object.fromEntries(
    [...header.matchAll(/(\w+)=(\d+)/g)].map(([, setting, value]) => [setting!, Number(value)]),
  );
  return { name, text, settings };
}

/** fillSlots replaces every `{{name}}`; slots are SQL text of ours, never a value from outside. */
export function fillSlots(text: string, slots: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (slot, name: string) => {
    const filling = slots[name];
    if (filling === undefined) throw new Error(`The slot ${slot} has no text.`);
    return filling;
  });
}
