import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Slice } from '../../analyzers/ports.ts';
import {
  type BaselineSummary,
  type CatalogueEntry,
  type Column,
  type FeatureKind,
  PlumblineError,
  type Reference,
} from '../../domain/index.ts';
import { requestService } from '../request-service.ts';
import { decodeColumn } from './column-lines.ts';
import type { StoredData } from './stored-side.ts';

const PAGE = '10000';

/** remoteData reads a running service; the project is that of the key, where keys are used. */
export function remoteData(url: string, key: string | undefined): StoredData {
  const ask = async (path: string, body?: object): Promise<Response> => {
    const response = await requestService(url, key, path, body);
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { readonly detail?: string };
    const code =
      response.status >= 500
        ? 'store_unavailable'
        : response.status === 404
          ? 'not_found'
          : 'invalid_request';
    throw new PlumblineError(code, problem.detail ?? `${url} answered ${response.status}.`);
  };
  const list = async (path: string): Promise<readonly Record<string, string>[]> => {
    const response = await ask(`${path}?limit=${PAGE}`);
    return ((await response.json()) as { items: Record<string, string>[] }).items;
  };
  const columnsOf = async <T extends Column | Reference>(model: string, body: object) => {
    const response = await ask(`/v1/models/${encodeURIComponent(model)}/columns`, body);
    return readLines<T>(response, url);
  };
  const windowBody = ({ window, segment }: Slice) => ({
    window: { from: window.start, to: window.end },
    ...(segment[0] && { segment: { feature: segment[0].name, values: segment[0].values } }),
  });
  // Only listed baselines are loaded, and the route of a baseline names its model.
  const models = new Map<string, BaselineSummary>();
  return {
    baselines: {
      async listBaselines(project, model) {
        const rows = await list(`/v1/models/${encodeURIComponent(model)}/baselines`);
        const summaries = rows.map((row): BaselineSummary => summaryOf(project, row));
        for (const summary of summaries) models.set(summary.hash, summary);
        return summaries;
      },
      async loadBaseline(_project, hash) {
        const summary = models.get(hash);
        if (summary === undefined) return null;
        const { columns } = await columnsOf<Reference>(summary.model, { baseline: hash });
        return { ...summary, references: columns };
      },
    },
    windows: {
      countRows: async (slice) => (await columnsOf(slice.model, windowBody(slice))).rows,
      async readColumns(slice, requests) {
        const columns = requests.map(({ subject, kind }) => ({ name: subject.name, kind }));
        return (await columnsOf<Column>(slice.model, { ...windowBody(slice), columns })).columns;
      },
    },
    async features(project, model) {
      const rows = await list(`/v1/models/${encodeURIComponent(model)}/features`);
      return rows.map(
        (row): CatalogueEntry => ({
          project,
          model,
          feature: row.feature!,
          kind: row.kind as FeatureKind,
          kindSource: row.kind_source as CatalogueEntry['kindSource'],
          firstSeen: Date.parse(row.first_seen!),
          lastSeen: Date.parse(row.last_seen!),
        }),
      );
    },
  };
}

function summaryOf(project: string, row: Readonly<Record<string, unknown>>): BaselineSummary {
  return {
    project,
    model: String(row.model),
    version: String(row.version),
    hash: String(row.baseline_hash),
    origin: row.origin as BaselineSummary['origin'],
    rows: Number(row.row_count),
    createdAt: Date.parse(String(row.created_at)),
    metrics: [],
  };
}

/** readLines takes the answer line by line: a column of a million numbers is one line. */
async function readLines<T extends Column | Reference>(response: Response, url: string) {
  const columns: T[] = [];
  let rows: number | null = null;
  try {
    const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
    for await (const line of createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (rows === null) rows = (JSON.parse(line) as { rows: number }).rows;
      else columns.push(decodeColumn<T>(line));
    }
  } catch (cause) {
    throw new PlumblineError('store_unavailable', `The answer of ${url} broke off.`, {
      retryable: true,
      cause,
    });
  }
  return { rows: rows ?? 0, columns };
}
