import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { RecordKind } from '../../../domain/index.ts';
import type { LogWriter } from '../../../ingest/ports.ts';
import { openEmbeddedEngine } from '../../../store/embedded-engine.ts';
import { openStore } from '../../../store/index.ts';
import { parseRows } from '../../../store/query-runner.ts';
import { mutatedRecord } from './mutate-record.ts';
import { NOW, RECORD_CASES } from './record-cases.ts';
import { asStored, judgeInProcess, judgeInStore, RULES, type Verdict } from './two-validators.ts';

const KINDS: readonly RecordKind[] = ['prediction', 'label', 'feature_sample'];

describe('one judgement of a record, whether it came over HTTP or through a log', () => {
  let store: { writer: LogWriter; sql(text: string): Promise<Record<string, unknown>[]> };
  let stop: () => Promise<void>;

  before(async () => {
    const path = await mkdtemp(join(tmpdir(), 'records-'));
    const beside = await openEmbeddedEngine({ path, appenders: 0, readers: 0 });
    const opened = await openStore({ url: `chdb:${path}`, now: () => NOW });
    const settings = "SETTINGS date_time_output_format = 'iso', output_format_json_quote_64bit_integers = 0";
    store = {
      writer: opened.logWriter(RULES),
      sql: async (text) => parseRows(await beside.writer.run(`${text} ${settings} FORMAT JSONEachRow`)),
    };
    stop = async () => {
      await opened.close();
      await beside.close();
      await rm(path, { recursive: true, force: true });
    };
  });
  after(() => stop());

  for (const kind of KINDS) {
    test(`${kind}: every case has its code, its path and its rows`, async () => {
      const cases = RECORD_CASES.filter((item) => item.kind === kind);
      const judged = await judgeInStore(
        store,
        kind,
        cases.map(({ text }) => text),
        `cases-${kind}`,
      );
      const faults: string[] = [];
      for (const [index, { text, code }] of cases.entries()) {
        const expected = await judgeInProcess(kind, text);
        if (expected.code !== code)
          faults.push(`ingest says '${expected.code}', not '${code}': ${text.slice(0, 200)}`);
        faults.push(...differences(text, expected, judged[index]!));
      }
      assert.deepEqual(faults, []);
      assert.ok(cases.length > 20);
    });

    test(`${kind}: records that chance has changed are judged alike`, async () => {
      const texts = [...new Set(fc.sample(mutatedRecord(kind), { numRuns: 400, seed: 20261121 }))];
      const judged = await judgeInStore(store, kind, texts, `chance-${kind}`);
      const faults: string[] = [];
      for (const [index, text] of texts.entries()) {
        faults.push(...differences(text, await judgeInProcess(kind, text), judged[index]!));
      }
      assert.deepEqual(faults, []);
    });
  }
});

/** differences says in words how two verdicts differ. */
function differences(text: string, expected: Verdict, actual: Verdict): string[] {
  const about = text.slice(0, 300);
  if (expected.code !== actual.code) return [`code ${expected.code} became ${actual.code}: ${about}`];
  if (expected.code !== '') {
    // A place inside of a vector, or of nested objects that are refused as such, is named less exactly.
    const same = actual.path === expected.path || expected.path.startsWith(`${actual.path}/`);
    return same ? [] : [`path ${expected.path} became ${actual.path}: ${about}`];
  }
  return (['row', 'label'] as const).flatMap((part) => {
    const [wanted, stored] = [expected[part], actual[part]];
    if (wanted === null || stored === null) return wanted === stored ? [] : [`${part} is missing: ${about}`];
    try {
      assert.deepEqual(stored, asStored(wanted, stored));
      return [];
    } catch (error) {
      return [`${part} differs: ${about} ${(error as Error).message.slice(0, 400)}`];
    }
  });
}
