import { Type } from 'typebox';
import { LIMITS, PlumblineError, parseTimestamp } from '../../domain/index.ts';
import type { ListQuery } from '../ports.ts';

const name = (description: string) =>
  Type.Optional(Type.String({ maxLength: LIMITS.nameBytes, description }));
const instant = (description: string) =>
  Type.Optional(
    Type.String({
      maxLength: 64,
      description: `${description}; RFC 3339 with a zone, or epoch milliseconds`,
    }),
  );

/** PAGE are the query parameters of every list. */
export const PAGE = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 10_000, default: 100, description: 'Rows at most' }),
  ),
};

/** BY_TIME bounds a list by the time that it is ordered by. */
export const BY_TIME = { from: instant('From this time on'), to: instant('Before this time') };

/** BY_MODEL narrows a list to a model. */
export const BY_MODEL = { model: name('Of this model only') };

/** BY_SERIES narrows a list to a series. */
export const BY_SERIES = {
  ...BY_MODEL,
  monitor: name('Of this monitor only'),
  version: name('Of this version only'),
};

/** wordList is a query parameter with one of the words, or several with commas between them. */
export function wordList(what: string) {
  return Type.Optional(
    Type.String({ maxLength: 500, description: `${what}; several with commas between them` }),
  );
}

/** FLAG is a query parameter that is on by being there. */
export const FLAG = Type.Optional(Type.String({ maxLength: 8 }));

/** ListParameters is what any list may be asked for. */
export interface ListParameters {
  readonly limit?: number;
  readonly from?: string;
  readonly to?: string;
  readonly model?: string;
  readonly monitor?: string;
  readonly version?: string;
}

/** listQuery turns query parameters into the query of a read; `words` is the list of states, codes or severities. */
export function listQuery(project: string, parameters: ListParameters, words?: string): ListQuery {
  const { limit = 100, model, monitor, version } = parameters;
  const from = readInstant(parameters.from, '/from');
  const to = readInstant(parameters.to, '/to');
  return {
    project,
    limit,
    ...(model !== undefined && { model }),
    ...(monitor !== undefined && { monitor }),
    ...(version !== undefined && { version }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(words !== undefined && { state: words.split(',').map((word) => word.trim()) }),
  };
}

/** readInstant parses a time of a request; throws invalid_request with what is wrong. */
export function readInstant(value: string | number | undefined, path: string): number | undefined {
  if (value === undefined) return undefined;
  const parsed = parseTimestamp(typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value);
  if (parsed.ok) return parsed.ms;
  throw new PlumblineError(parsed.code, undefined, {
    details: { fields: [{ in: 'request', path, message: 'is not a time' }] },
  });
}
