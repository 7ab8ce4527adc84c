import assert from 'node:assert/strict';
import test from 'node:test';
import type { MonitorRun } from '../../../../web/api/monitor-run.ts';
import { replayWords } from '../../../../web/pages/ingest/ingest-words.ts';
import { baselineWords } from '../../../../web/pages/monitors/baseline-words.ts';
import { ruleWords, runWords } from '../../../../web/pages/monitors/monitor-words.ts';
import { snippetsFor } from '../../../../web/pages/start/snippets.ts';

const RUN: MonitorRun = {
  ...{
    run_id: 'r',
    monitor: 'inputs',
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-05T00:00:00Z',
    notify: false,
  },
  ...{
    state: 'running',
    windows_done: 3,
    windows_total: 4,
    evaluations: [],
    failed: 0,
    empty: 0,
    not_due: 0,
  },
  ...{ waiting: [], error: null, started_at: '2026-01-05T00:00:00Z', ended_at: null },
};

test('monitor words: a rule says when a window is a finding and when an alert fires', () => {
  assert.equal(
    ruleWords({ policy: 'psi ≥ 0.1; corrected p < 0.01; for 2 windows', for: 2, silent: false }),
    'A window is a finding where psi ≥ 0.1; corrected p < 0.01. An alert fires after 2 such windows in a row.',
  );
  assert.match(
    ruleWords({ policy: 'psi ≥ 0.1', for: 1, silent: true }),
    /after the first such window.*silent/,
  );
});

test('monitor words: a run tells how far it is, and what became of each window', () => {
  assert.equal(runWords(RUN), '3 of 4 windows done');
  assert.equal(
    runWords({ ...RUN, state: 'done', windows_done: 4, empty: 1, failed: 1 }),
    'Done: 2 windows evaluated, 1 window without traffic and 1 window failed.',
  );
  assert.match(runWords({ ...RUN, state: 'failed', error: 'no baseline' }), /^Failed: no baseline\./);
});

test('baseline words: traffic, a file, or what is left', () => {
  const stored = { version: 'v1', baseline_hash: 'b', row_count: 5, created_at: '' };
  const window = { start: Date.UTC(2026, 0, 5), end: Date.UTC(2026, 0, 12) };
  assert.equal(
    baselineWords({ ...stored, origin: { kind: 'window', window, version: 'v1' } }),
    'live traffic of v1, 5 – 11 Jan 2026 (5 rows)',
  );
  assert.equal(baselineWords({ ...stored, origin: { kind: 'file', file: 'jan.csv' } }), 'jan.csv (5 rows)');
  assert.equal(baselineWords({ ...stored, origin: null }), 'stored (5 rows)');
});

test('replay words: what landed, and why the rest did not', () => {
  assert.equal(replayWords({ replayed: 1, refused: [] }), '1 record has landed.');
  const refused = [{ quarantine_id: 'q', code: 'naive_timestamp', path: '/timestamp' }];
  assert.equal(
    replayWords({ replayed: 0, refused }),
    '0 records have landed; 1 record is still refused: naive timestamp.',
  );
});

test('snippets: three lines each, for the address, with the key only where one is needed', () => {
  for (const withKey of [false, true]) {
    for (const { language, text } of snippetsFor('https://plumb.example', withKey)) {
      assert.ok(text.split('\n').length <= 3, language);
      assert.ok(text.includes('https://plumb.example'), language);
      assert.equal(text.includes('PLUMBLINE_API_KEY'), withKey, language);
    }
  }
  const shell = snippetsFor('http://127.0.0.1:7070', false).at(-1)!.text;
  const body = /-d '(.*)'$/s.exec(shell)![1]!.replace("'$(date +%s)'", '1');
  assert.equal(JSON.parse(body).timestamp, 1000);
});
