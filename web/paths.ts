import { type Query, requestPath } from './api/request-path.ts';

/** modelPath is the page of a model. */
export function modelPath(model: string, query: Query = {}): string {
  return requestPath('/models/:model', query, { model });
}

/** featurePath is the page of a feature; the query names the version, monitor, statistic and the window. */
export function featurePath(model: string, feature: string, query: Query = {}): string {
  return requestPath('/models/:model/features/:feature', query, { model, feature });
}

/** incidentPath is the page of an incident. */
export function incidentPath(id: string): string {
  return requestPath('/incidents/:id', {}, { id });
}

/** monitorPath is the page of a monitor. */
export function monitorPath(name: string): string {
  return requestPath('/monitors/:name', {}, { name });
}

/** isReadablePath tells whether every part of a path decodes; a hand-written address may not. */
export function isReadablePath(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
