import { askForKey, readKey } from './key.ts';

const GIVE_UP_MS = 40_000;

/** ProblemDocument is what the service says about a request that failed (RFC 9457). */
interface ProblemDocument {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly instance?: string;
}

/** ApiProblem is a request that failed: `status` 0 when no answer came. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly instance: string;

  constructor(status: number, problem: ProblemDocument) {
    super(problem.detail ?? problem.title ?? `The service answered ${status}.`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = problem.code ?? '';
    this.title = problem.title ?? '';
    this.instance = problem.instance ?? '';
  }
}

interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** getJson reads one address; throws ApiProblem. */
export function getJson<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return request<T>('GET', path, undefined, options);
}

/** postJson sends a document; throws ApiProblem. */
export function postJson<T>(path: string, body: unknown, options: RequestOptions = {}): Promise<T> {
  return request<T>('POST', path, body, options);
}

async function request<T>(method: string, path: string, body: unknown, options: RequestOptions): Promise<T> {
  const key = readKey();
  const signals = [AbortSignal.timeout(GIVE_UP_MS), ...(options.signal ? [options.signal] : [])];
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== '' && { authorization: `Bearer ${key}` }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any(signals),
      credentials: 'same-origin',
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiProblem(0, { code: 'unreachable', detail: 'The service did not answer.' });
  }
  const document = await response.json().catch(() => ({}));
  if (response.ok) return document as T;
  if (response.status === 401) askForKey();
  throw new ApiProblem(response.status, document as ProblemDocument);
}
