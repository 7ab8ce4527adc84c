/** Links are the addresses that messages point people and pipelines to: a page, and a route. */
export interface Links {
  /** Null without a public address. */
  incident(incidentId: string): string | null;
  callback(runId: string): string;
}

/** linksUnder makes the links below public_url; without one, callbacks are given as paths. */
export function linksUnder(publicUrl: string | null): Links {
  const base = publicUrl?.replace(/\/+$/, '') ?? '';
  return {
    incident: (incidentId) =>
      publicUrl === null ? null : `${base}/incidents/${encodeURIComponent(incidentId)}`,
    callback: (runId) => `${base}/v1/retraining-runs/${encodeURIComponent(runId)}/callback`,
  };
}
