import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Column } from '../../../domain/index.ts';
import type { TableFile } from '../../../store/index.ts';
import type { ContractSubject } from './contract-subject.ts';

/** tableContract: local tables are read by column, sampled, and counted on a grid. */
export function tableContract(subject: ContractSubject): void {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'store-tables-'));
  });
  after(() => rm(directory, { recursive: true, force: true }));

  async function withTable<T>(
    name: string,
    content: string,
    work: (table: TableFile) => Promise<T>,
    segment: { column: string; values: readonly string[] } | null = null,
  ): Promise<T> {
    const path = join(directory, name);
    await writeFile(path, content);
    const table = await subject.store.tableFiles.openTableFile({ path, format: 'csv', segment });
    try {
      return await work(table);
    } finally {
      await table.close();
    }
  }
  const content = ({ kind, nulls, missing, mismatched, ...column }: Column) => ({
    values:
      'values' in column
        ? [...column.values].sort((a, b) => a - b)
        : Object.fromEntries(column.categories.map((category, index) => [category, column.counts[index]])),
    nulls,
    missing,
    mismatched,
    kind,
  });

  test('a kind follows from all values of a csv file, and missing words are nulls', async () => {
    const late = Array.from({ length: 200 }, (_, row) => {
      const words = ['NA', 'null', '', 'NaN', 'None'];
      return `${row},${row < 150 ? row : words[row % 5]},${row < 199 ? row : 'late'},${row < 100 ? row : 'x'},,t${row % 2}`;
    });
    await withTable(
      'kinds.csv',
      `number,gaps,one_text,half_text,nothing,text\n${late.join('\n')}\n`,
      async (table) => {
        assert.equal(table.rows, 200);
        assert.deepEqual(
          table.columns.map(({ name, kind }) => [name, kind]),
          [
            ['number', 'numeric'],
            ['gaps', 'numeric'],
            ['one_text', 'numeric'],
            ['half_text', 'categorical'],
            ['nothing', 'unknown'],
            ['text', 'categorical'],
          ],
        );
        const [gaps, oneText, text, nothing] = await table.readColumns([
          { name: 'gaps', kind: 'numeric' },
          { name: 'one_text', kind: 'numeric' },
          { name: 'text', kind: 'categorical' },
          { name: 'nothing', kind: 'categorical' },
        ]);
        assert.deepEqual([content(gaps!).nulls, content(gaps!).mismatched], [50, 0]);
        assert.deepEqual([content(oneText!).nulls, content(oneText!).mismatched], [0, 1]);
        assert.deepEqual(content(text!), {
          values: { t0: 100, t1: 100 },
          nulls: 0,
          missing: 0,
          mismatched: 0,
          kind: 'categorical',
        });
        assert.deepEqual(content(nothing!), {
          values: {},
          nulls: 200,
          missing: 0,
          mismatched: 0,
          kind: 'categorical',
        });
        assert.deepEqual(await table.countDistinct(['text', 'number']), [2, 200]);
        await assert.rejects(table.readColumns([{ name: 'absent', kind: 'numeric' }]), {
          code: 'unknown_column',
        });
      },
    );
  });

  test('numbers keep their bits, and what is not finite is null', async () => {
    const texts = ['0.1', '0.30000000000000004', '1e308', '-1e308', '5e-324', '-0', '1e400', 'inf', 'nan'];
    await withTable('bits.csv', `x\n${texts.join('\n')}\n`, async (table) => {
      const [column] = await table.readColumns([{ name: 'x', kind: 'numeric' }]);
      assert.deepEqual(content(column!), {
        values: [-1e308, -0, 5e-324, 0.1, 0.30000000000000004, 1e308],
        nulls: 3,
        missing: 0,
        mismatched: 0,
        kind: 'numeric',
      });
    });
  });

  test('a grid counts every number once, in the bin from its edge on', async () => {
    const values = [-5, -1, -1, 0, 0.5, 1, 1, 1, 2, 1e308];
    await withTable(
      'grid.csv',
      `x,y\n${values.map((value) => `${value},${-value}`).join('\n')}\n,\n`,
      async (table) => {
        const edges = Float64Array.of(-1, 0, 1, 1.0000000000000002, 1e21);
        const [x, y] = await table.countBins(['x', 'y'], [edges, Float64Array.of(0)]);
        assert.deepEqual([...x!.counts], [1, 2, 2, 3, 1, 1]);
        assert.deepEqual([...x!.sums], [-5, -2, 0.5, 3, 2, 1e308]);
        assert.equal(x!.unusable, 1);
        assert.deepEqual([...y!.counts], [6, 4]);
        assert.deepEqual([...(await table.readBins('x', edges, [0, 2, 4]))], [-5, 0, 0.5, 2]);
        assert.deepEqual([...(await table.readBins('x', edges, [1, 3, 5]))], [-1, -1, 1, 1, 1, 1e308]);
        assert.deepEqual([...(await table.readBins('x', Float64Array.of(7e307, 8e307), [1]))], []);
      },
    );
    await withTable('deviation.csv', 'x,z\n1,\n2,\n3,\n6,\n', async (table) => {
      const [x, z] = await table.countBins(['x', 'z'], [Float64Array.of(2), Float64Array.of()]);
      assert.ok(Math.abs(x!.standardDeviation - Math.sqrt(3.5)) < 1e-12);
      assert.deepEqual([[...z!.counts], z!.unusable, z!.standardDeviation], [[0], 4, 0]);
    });
  });

  test('a sample is ascending, bounded, and follows from its seed', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${(row * 37) % 5000},${row % 3}`);
    await withTable('sample.csv', `x,y\n${rows.join('\n')}\n`, async (table) => {
      const draw = (seed: number) => table.sampleNumbers(['x', 'y'], 100, seed);
      const [[x, y], again, other] = [await draw(5), await draw(5), await draw(6)] as const;
      assert.deepEqual([x!.length, y!.length], [100, 100]);
      assert.deepEqual(
        [...x!],
        [...x!].sort((a, b) => a - b),
      );
      assert.deepEqual(again, [x, y]);
      assert.notDeepEqual(other[0], x);
      const [all] = await table.sampleNumbers(['x'], 10_000, 0);
      assert.equal(all!.length, 5000);
    });
  });

  test('a sample of rows keeps each row together, and a smaller one is the beginning of a larger one', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${row},t${row % 50},${row % 5 === 0 ? '' : -row}`);
    await withTable('rows.csv', `x,text,gaps\n${rows.join('\n')}\n`, async (table) => {
      const choices = [
        { name: 'text', kind: 'categorical' },
        { name: 'x', kind: 'numeric' },
        { name: 'gaps', kind: 'numeric' },
      ] as const;
      const draw = async (limit: number, seed = '5') => {
        const { rows, total, columns } = await table.sampleRows(choices, limit, seed);
        assert.equal(total, 5000);
        const [text, x, gaps] = columns;
        assert.ok(text?.kind === 'categorical' && x?.kind === 'numeric' && gaps?.kind === 'numeric');
        return Array.from({ length: rows }, (_, row) => {
          const place = x.values[row]!;
          assert.equal(text.categories[text.codes[row]!], `t${place % 50}`);
          assert.equal(gaps.values[row], place % 5 === 0 ? Number.NaN : -place);
          return place;
        });
      };
      const all = await draw(5000);
      assert.equal(new Set(all).size, 5000);
      const some = await draw(80);
      assert.deepEqual(some, all.slice(0, 80));
      assert.deepEqual(await draw(80), some);
      assert.notDeepEqual(await draw(80, '6'), some);
    });
  });

  test('lists of numbers are vectors, and a row whose list has another length is named', async () => {
    const rows = (odd: string) =>
      Array.from({ length: 300 }, (_, row) => {
        const vector = row % 10 === 0 ? '' : `"[${row}, ${row === 7 ? 'NaN' : -0.5}, 1e-3]"`;
        return `${row === 250 ? odd : vector},${row % 2}`;
      });
    const content = (odd: string) => `v,side\n${rows(odd).join('\n')}\n`;
    await withTable('vectors.csv', content('[]'), async (table) => {
      assert.deepEqual(
        table.columns.map(({ name, kind, isVector }) => [name, kind, isVector]),
        [
          ['v', null, true],
          ['side', 'numeric', false],
        ],
      );
      const { rows, total, columns } = await table.sampleVectors('v', 1000, '1');
      const [column] = columns;
      assert.ok(column?.kind === 'vector');
      assert.deepEqual([rows, total, column.values.length], [300, 300, 270 * 3]);
      const at = column.values.indexOf(7);
      assert.deepEqual([...column.values.subarray(at, at + 3)], [7, Number.NaN, Math.fround(1e-3)]);
      const few = await table.sampleVectors('v', 20, '1');
      assert.equal(few.rows, 20);
    });
    const refused: readonly (readonly [string, RegExp])[] = [
      ['"[1, 2]"', /column v of .*odd\.csv .* most have 3 numbers, row 251 has 2\./],
      ['soon', /column v of .*odd\.csv .* most have 3 numbers, row 251 is no list of numbers\./],
    ];
    for (const [odd, message] of refused)
      await withTable('odd.csv', content(odd), async (table) => {
        await assert.rejects(table.sampleVectors('v', 10, '1'), { code: 'baseline_unreadable', message });
      });
    await withTable(
      'odd.csv',
      content('"[1, 2]"'),
      async (table) => {
        await assert.rejects(table.sampleVectors('v', 10, '1'), { message: /row 126 of the segment has 2/ });
      },
      { column: 'side', values: ['0'] },
    );
  });

  test('a segment keeps the rows of its values only, and any name is only a name', async () => {
    const names = '"it\'s","{{file}}","{x:String}","a`b"';
    const rows = "o'1,1,2,3\n\"x') OR 1=1 --\",4,5,6\no'1,7,8,9\n";
    const content = `${names}\n${rows}`;
    const read = (segment: { column: string; values: readonly string[] }) =>
      withTable(
        'names.csv',
        content,
        async (table) => {
          const columns = await table.readColumns(
            ['{{file}}', '{x:String}', 'a`b'].map((name) => ({ name, kind: 'numeric' })),
          );
          return [
            table.rows,
            ...columns.map((column) => (column.kind === 'numeric' ? [...column.values].sort() : null)),
          ];
        },
        segment,
      );
    assert.deepEqual(await read({ column: "it's", values: ["o'1"] }), [2, [1, 7], [2, 8], [3, 9]]);
    assert.deepEqual(await read({ column: "it's", values: ["x') OR 1=1 --", 'absent'] }), [1, [4], [5], [6]]);
    assert.deepEqual(await read({ column: 'a`b', values: ['9', '3'] }), [2, [1, 7], [2, 8], [3, 9]]);
    await assert.rejects(read({ column: 'absent', values: [] }), { code: 'unknown_column' });
  });
}
