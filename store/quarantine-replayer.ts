import { createHash } from 'node:crypto';
import type { QuarantineReplayer, ReplayRequest, ReplaySummary } from '../api/ports.ts';
import { PlumblineError, type RecordKind } from '../domain/index.ts';
import { createLogInsert, type LogRules } from './insert-log-records.ts';
import type { QueryRunner } from './query-runner.ts';

interface Candidate {
  readonly quarantine_id: string;
  readonly kind: RecordKind;
  readonly received_ms: number;
  readonly raw: string;
  readonly is_cut: number;
}

interface Replayed {
  readonly quarantine_id: string;
  readonly code: string;
  readonly path: string;
}

const KINDS: readonly RecordKind[] = ['prediction', 'label', 'feature_sample'];
const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(2299, 0, 1);

/**
 * createQuarantineReplayer tries quarantined records again under the present rules, with the time at which they came.
 * The insert that lets a record land also marks it, so that no later replay takes it again; records that are under way
 * wait in line.
 */
export function createQuarantineReplayer(runner: QueryRunner, rules: LogRules): QuarantineReplayer {
  const insert = createLogInsert(runner, rules);

  async function replayKind(project: string, kind: RecordKind, candidates: readonly Candidate[]) {
    if (candidates.length === 0) return;
    const ids = candidates.map(({ quarantine_id }) => quarantine_id);
    // Under other rules, or after another trial in between, the same records are another insert.
    const state = await runner.rows<Replayed>('list_replayed', { parameters: { project, ids } });
    const digest = createHash('sha256')
      .update(JSON.stringify([project, kind, ids, state, rules]))
      .digest('hex');
    await insert({
      token: `replay:${digest}`,
      topic: '',
      partition: -1,
      kind,
      source: 'replay',
      entries: candidates.map(({ quarantine_id, received_ms, raw }, index) => ({
        offset: BigInt(index),
        project,
        timestamp: received_ms,
        value: Buffer.from(raw),
        rawBudget: 0,
        quarantineId: quarantine_id,
      })),
    });
  }

  async function replay(project: string, request: ReplayRequest): Promise<ReplaySummary> {
    const { ids = [], codes = [], kind = '', from = FIRST_MS, to = LAST_MS, limit } = request;
    if (kind !== '' && !KINDS.includes(kind as RecordKind)) throw new PlumblineError('invalid_request');
    const parameters = { project, ids, codes, kind, from, to, limit };
    const found = await runner.rows<Candidate>('list_replayable', { parameters });
    const whole = found.filter(({ is_cut }) => is_cut === 0);
    for (const each of KINDS) {
      await replayKind(
        project,
        each,
        whole.filter((candidate) => candidate.kind === each),
      );
    }
    const tried = whole.map(({ quarantine_id }) => quarantine_id);
    const results =
      tried.length === 0
        ? []
        : await runner.rows<Replayed>('list_replayed', { parameters: { project, ids: tried } });
    return {
      replayed: results.filter(({ code }) => code === '').length,
      refused: [
        ...results.filter(({ code }) => code !== ''),
        ...found
          .filter(({ is_cut }) => is_cut !== 0)
          .map(({ quarantine_id }) => ({ quarantine_id, code: 'raw_text_cut', path: '' })),
      ],
    };
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    replay(project, request) {
      const next = last.then(() => replay(project, request));
      last = next.catch(() => {});
      return next;
    },
  };
}
