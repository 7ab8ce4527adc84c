import { Session } from 'chdb';

// Runs statements, read as a JSON list from the standard input, in an engine with a server's configuration files, and
// prints a JSON list with 'ok' or the error of each. The engine's own user is `default` of those files.
const [configuration = '', directory = ''] = process.argv.slice(2);

let input = '';
for await (const chunk of process.stdin) input += chunk;
const session = new Session(directory, { connectionArgs: [`--config-file=${configuration}`] });
const results: string[] = [];
for (const statement of JSON.parse(input) as string[]) {
  try {
    await session.queryAsync(statement);
    results.push('ok');
  } catch (error) {
    results.push((error as Error).message);
  }
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
