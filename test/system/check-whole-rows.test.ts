import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CheckFolder, createCheckFolder, normal, runCheckCommand } from '../support/check-command.ts';

let folder: CheckFolder;

before(() => {
  folder = createCheckFolder();
});
after(() => folder.dispose());

/** rows have two columns as alike as `coupling` says, a text, and an embedding whose second number is moved. */
const rows = (seed: number, coupling: number, moved = 0, count = 6000) => `
  SELECT ${normal(seed)} AS x, ${coupling} * x + ${Math.sqrt(1 - coupling ** 2)} * ${normal(seed + 1)} AS y,
    ['a', 'b', 'c'][1 + number % 3] AS c,
    [${normal(seed + 2)}, ${normal(seed + 3, moved)}, ${normal(seed + 4)}]::Array(Float32) AS vector
  FROM numbers(${count})`;

test('statistics of whole rows see a broken correlation and a moved embedding, and say which rows they took', async () => {
  const reference = await folder.select('a.parquet', 'Parquet', rows(10, 0.9));
  const current = await folder.select('b.csv', 'CSVWithNames', rows(20, 0, 1));
  const wanted = ['--statistics', 'psi,domain_classifier,pca_reconstruction', '--format', 'json'];
  const run = await runCheckCommand(['--reference', reference, '--current', current, ...wanted]);
  assert.equal(run.code, 1, run.stderr);
  const found = new Map<string, Record<string, unknown>>(
    run.report.results.map((item: Record<string, unknown>) => [
      `${item.subject} ${item.feature} ${item.statistic}`,
      item,
    ]),
  );
  const together = found.get('features  domain_classifier')!;
  assert.deepEqual(
    [together.severity, together.kind, together.n_reference, together.n_current, together.exact],
    ['critical', 'rows', 6000, 6000, true],
  );
  const names = (item: Record<string, unknown>, count: number) =>
    (item.contributions as { name: string }[]).slice(0, count).map(({ name }) => name);
  assert.deepEqual(names(together, 2).sort(), ['x', 'y']);
  assert.equal(found.get('features  pca_reconstruction')?.severity, 'critical');
  assert.equal(found.get('feature y psi')?.severity, 'none');
  const vector = found.get('embedding vector domain_classifier')!;
  assert.deepEqual(
    [vector.severity, vector.kind, vector.n_reference, vector.exact, names(vector, 1)],
    ['critical', 'embedding', 5000, false, ['1']],
  );
  const notes = run.report.notes.join(' ');
  assert.match(notes, /vector is compared on random rows .* 5,000 of 6,000 of the reference/);
});

test('embeddings of varying length are bad input that names column and row; left out they stop nothing', async () => {
  const reference = await folder.select('plain.parquet', 'Parquet', rows(10, 0, 0, 300));
  const odd = await folder.select(
    'odd.parquet',
    'Parquet',
    `SELECT * REPLACE(if(rowNumberInAllBlocks() = 200, [1.], vector) AS vector) FROM (${rows(40, 0, 0, 300)})`,
  );
  const args = ['--reference', reference, '--current', odd, '--statistics', 'domain_classifier'];
  const refused = await runCheckCommand(args);
  assert.equal(refused.code, 3);
  assert.match(
    refused.stderr,
    /column vector of .*odd\.parquet does not hold vectors of one length: most have 3 numbers, row 201 has 1/,
  );
  const without = await runCheckCommand([...args, '--columns=-vector']);
  assert.equal(without.code, 0, without.stderr);
  assert.match(without.stdout, /^\(features\) +rows +domain_classifier .* no drift$/m);
});
