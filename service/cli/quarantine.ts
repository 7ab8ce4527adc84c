import type { ListQuery, QuarantineReplayer, ReplayRequest, ReplaySummary, Row } from '../../api/ports.ts';
import { PlumblineError, parseTimestamp } from '../../domain/index.ts';
import { openStore } from '../../store/index.ts';
import { logRules } from '../log-rules.ts';
import { requestService } from '../request-service.ts';
import { findData } from './data-place.ts';

interface PlaceFlags {
  readonly config?: string;
  readonly url?: string;
  readonly project: string;
}

interface SelectionFlags extends PlaceFlags {
  readonly id?: readonly string[];
  readonly code?: readonly string[];
  readonly kind?: string;
  readonly model?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: string;
}

/** Quarantine is what the commands need, of a running service or of a store that is opened for them. */
interface Quarantine extends QuarantineReplayer {
  list(query: ListQuery): Promise<readonly Row[]>;
  get(project: string, id: string): Promise<Row | null>;
  close(): Promise<void>;
}

/** listQuarantine prints one line per record, newest first. */
export async function listQuarantine(flags: SelectionFlags): Promise<void> {
  await withQuarantine(flags, async (quarantine) => {
    const { project, model, code } = flags;
    const rows = await quarantine.list({
      project,
      limit: count(flags.limit),
      ...(model !== undefined && { model }),
      ...(code !== undefined && { state: code }),
      ...span(flags),
    });
    for (const { quarantine_id, received_at, kind, code: fault, path, replayed_at } of rows) {
      const state = replayed_at ? `replayed ${replayed_at}` : `${fault} ${path}`.trimEnd();
      process.stdout.write(`${quarantine_id}  ${received_at}  ${kind}  ${state}\n`);
    }
  });
}

/** showQuarantined prints one record with its text and why it was refused. */
export async function showQuarantined(id: string, flags: PlaceFlags): Promise<void> {
  await withQuarantine(flags, async (quarantine) => {
    const row = await quarantine.get(flags.project, id);
    if (row === null) throw new PlumblineError('not_found', `No record ${id} is in quarantine.`);
    process.stdout.write(`${JSON.stringify(row, null, 2)}\n`);
  });
}

/** replayQuarantine tries records again and prints what came of it; the exit code is 1 when some are still refused. */
export async function replayQuarantine(flags: SelectionFlags): Promise<void> {
  await withQuarantine(flags, async (quarantine) => {
    const { id, code, kind } = flags;
    const { replayed, refused } = await quarantine.replay(flags.project, {
      limit: count(flags.limit),
      ...(id !== undefined && { ids: id }),
      ...(code !== undefined && { codes: code }),
      ...(kind !== undefined && { kind }),
      ...span(flags),
    });
    process.stdout.write(`${replayed} replayed, ${refused.length} still refused\n`);
    for (const each of refused)
      process.stdout.write(`  ${each.quarantine_id}  ${each.code} ${each.path}`.trimEnd().concat('\n'));
    if (refused.length > 0) process.exitCode = 1;
  });
}

async function withQuarantine(
  flags: PlaceFlags,
  work: (quarantine: Quarantine) => Promise<void>,
): Promise<void> {
  const quarantine = await openQuarantine(flags);
  try {
    await work(quarantine);
  } finally {
    await quarantine.close();
  }
}

async function openQuarantine(flags: PlaceFlags): Promise<Quarantine> {
  const place = findData(flags);
  if (place.kind === 'service') return overHttp(place.url);
  const { config } = place;
  const store = await openStore({
    url: config.storeUrl,
    ...(config.cluster !== null && { cluster: config.cluster }),
  });
  return {
    list: (query) => store.readModel.listQuarantine(query),
    get: (project, id) => store.readModel.getQuarantined(project, id),
    replay: store.quarantineReplayer(logRules(config.ingest)).replay,
    close: () => store.close(),
  };
}

/** overHttp asks a service; the project is that of PLUMBLINE_API_KEY, where keys are used. */
function overHttp(url: string): Quarantine {
  return {
    async list({ model, state, from, to, limit }) {
      const query = new URLSearchParams({ limit: String(limit) });
      if (model !== undefined) query.set('model', model);
      if (state !== undefined) query.set('code', state.join(','));
      if (from !== undefined) query.set('from', String(from));
      if (to !== undefined) query.set('to', String(to));
      const { items } = (await ask(url, `/v1/quarantine?${query}`)) as { items: Row[] };
      return items;
    },
    get: (_project, id) => ask(url, `/v1/quarantine/${encodeURIComponent(id)}`) as Promise<Row>,
    replay: (_project, request: ReplayRequest) =>
      ask(url, '/v1/quarantine/replay', request) as Promise<ReplaySummary>,
    close: async () => {},
  };
}

async function ask(url: string, path: string, body?: object): Promise<unknown> {
  const response = await requestService(url, process.env.PLUMBLINE_API_KEY, path, body);
  const answer = (await response.json()) as { readonly detail?: string };
  if (response.ok) return answer;
  const code = response.status === 404 ? 'not_found' : 'invalid_request';
  throw new PlumblineError(code, answer.detail ?? `${url} answered ${response.status}.`);
}

function span({ from, to }: SelectionFlags): { readonly from?: number; readonly to?: number } {
  return {
    ...(from !== undefined && { from: instant('--from', from) }),
    ...(to !== undefined && { to: instant('--to', to) }),
  };
}

function instant(flag: string, text: string): number {
  const parsed = parseTimestamp(/^-?\d+$/.test(text) ? Number(text) : text);
  if (parsed.ok) return parsed.ms;
  throw new PlumblineError('invalid_request', `${flag} is RFC 3339 with a zone, or epoch milliseconds.`);
}

function count(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new PlumblineError('invalid_request', '--limit is a whole number above 0.');
}
