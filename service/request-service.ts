import { PlumblineError } from '../domain/index.ts';

/** requestService sends JSON, or asks where there is no body; throws store_unavailable when nobody answers. */
export function requestService(
  url: string,
  key: string | undefined,
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(new URL(path, url), {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(key && { authorization: `Bearer ${key}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new PlumblineError('store_unavailable', `No answer from ${url}.`, { retryable: true, cause });
  });
}
