import type { IncidentTransition, Severity } from '../domain/index.ts';

/** Route sends incidents of some models and severities to some notifiers. */
export interface Route {
  /** A name, or a pattern with * for any characters; null for every model. */
  readonly model: string | null;
  /** Empty for every severity. */
  readonly severities: readonly Severity[];
  readonly notifiers: readonly string[];
  readonly sendResolved: boolean;
}

function matchesModel(pattern: string | null, model: string): boolean {
  if (pattern === null) return true;
  const parts = pattern.split('*');
  if (parts.length === 1) return pattern === model;
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!model.startsWith(first) || !model.endsWith(last) || model.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = model.indexOf(part, at);
    if (found < 0 || found + part.length > model.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

/** routedTo names the notifiers that any route gives for this model and severity. */
export function routedTo(routes: readonly Route[], model: string, severity: Severity): ReadonlySet<string> {
  const names = new Set<string>();
  for (const route of routes) {
    const severe = route.severities.length === 0 || route.severities.includes(severity);
    if (severe && matchesModel(route.model, model)) for (const name of route.notifiers) names.add(name);
  }
  return names;
}

/**
 * recipientsOf names who hears of a transition. Every matching route counts. Who was told of an incident hears how
 * it goes on, whatever its severity is now; an end concerns only those who were told of the beginning.
 */
export function recipientsOf(
  transition: IncidentTransition,
  told: ReadonlySet<string>,
  routes: readonly Route[],
): ReadonlySet<string> {
  if (transition.backfilled) return new Set();
  if (transition.kind === 'alert_removed') return told;
  if (transition.kind !== 'resolved')
    return new Set([...told, ...routedTo(routes, transition.model, transition.severity)]);
  const wanted = routes.filter((route) => route.sendResolved && matchesModel(route.model, transition.model));
  return new Set([...told].filter((name) => wanted.some((route) => route.notifiers.includes(name))));
}
