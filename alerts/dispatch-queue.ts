import type { IncidentTransition, Notification } from '../domain/index.ts';
import type { MessageScope } from './incident-message.ts';

/** Lane is the waiting messages of one incident to one notifier, in the order of the incident's transitions. */
export type Lane = readonly Notification[];

/** laneKey names the lane of a row; one message at a time leaves each lane. */
function laneKey(row: Pick<Notification, 'notifier' | 'project' | 'incidentId'>): string {
  return JSON.stringify([row.notifier, row.project, row.incidentId]);
}

/** lanesOf sorts waiting rows into lanes, the longest due first. */
export function lanesOf(
  rows: Iterable<Notification>,
  sequenceOf: (row: Notification) => number,
): (readonly Notification[])[] {
  const lanes = new Map<string, Notification[]>();
  for (const row of rows) {
    const key = laneKey(row);
    lanes.set(key, [...(lanes.get(key) ?? []), row]);
  }
  const sorted = [...lanes.values()].map((lane) =>
    lane.sort((a, b) => sequenceOf(a) - sequenceOf(b) || (a.notificationId < b.notificationId ? -1 : 1)),
  );
  return sorted.sort(
    (a, b) => a[0]!.nextAttemptAt - b[0]!.nextAttemptAt || a[0]!.createdAt - b[0]!.createdAt,
  );
}

/** Coalesced is a lane whose updates became one: `keep` is sent in order, `drop` is told by the first of them. */
export interface Coalesced {
  readonly keep: readonly Notification[];
  readonly drop: readonly Notification[];
}

/**
 * coalesce lets one message tell what several waiting updates say: the end of an incident, when its receiver was
 * told of the beginning, else the first of them. A beginning that nobody was told of yet is always told.
 */
export function coalesce(lane: Lane, resolves: (row: Notification) => boolean, told: boolean): Coalesced {
  const updates = lane.filter((row) => !resolves(row));
  const ends = lane.filter(resolves);
  const kept = told && ends.length > 0 ? 0 : 1;
  return { keep: [...updates.slice(0, kept), ...ends], drop: updates.slice(kept) };
}

/**
 * scopeOf says what one row tells: exactly its transition to a system, the newest state to people. `told` are the
 * receiver's rows of the incident.
 */
export function scopeOf(
  row: Notification,
  history: readonly IncidentTransition[],
  told: readonly Notification[],
  coalesces: boolean,
): MessageScope & { readonly earlier: readonly Notification[] } {
  const sequences = new Map(history.map((transition) => [transition.transitionId, transition.sequence]));
  const sequence = sequences.get(row.transitionId) ?? 0;
  const before = told
    .filter((other) => (sequences.get(other.transitionId) ?? 0) < sequence)
    .sort((a, b) => (sequences.get(a.transitionId) ?? 0) - (sequences.get(b.transitionId) ?? 0));
  const tells = (other: Notification) =>
    other.state === 'suppressed' && other.receipt.told_by === row.notificationId;
  const known = before.filter((other) => ['delivered', 'suppressed'].includes(other.state) && !tells(other));
  const earlier = before.filter(({ state }) => state === 'delivered');
  const open = history.filter(({ state }) => state === 'open');
  const resolves = history.some(
    (transition) => transition.sequence === sequence && transition.state === 'resolved',
  );
  const newest = Math.max(sequence, ...open.map((transition) => transition.sequence));
  return {
    upTo: coalesces && !resolves ? newest : sequence,
    toldUpTo: Math.max(-1, ...known.map((other) => sequences.get(other.transitionId) ?? 0)),
    first: earlier.length === 0,
    earlier,
  };
}
