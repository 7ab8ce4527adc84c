import type { Evidence, IncidentTransition } from '../../../domain/index.ts';

/** evidenceBody is one finding on the wire. */
function evidenceBody(finding: Evidence): object {
  return {
    subject: { kind: finding.subject.kind, name: finding.subject.name },
    statistic: finding.statistic,
    value: finding.value,
    effect: finding.effect,
    p_adjusted: finding.pAdjusted,
    threshold: finding.threshold,
    interval: finding.interval,
    severity: finding.severity,
    rule: finding.rule,
    ...(finding.contributions ? { contributions: finding.contributions } : {}),
  };
}

/** instant is RFC 3339 in UTC. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** eventType names what a receiver learns; what it hears of for the first time is opened to it. */
function eventType(transition: IncidentTransition, first: boolean): string {
  if (transition.kind === 'resolved') return 'incident.resolved';
  if (first) return 'incident.opened';
  return transition.kind === 'confirmed' ? 'incident.severity_changed' : `incident.${transition.kind}`;
}

/** webhookBody is the signed body of one transition; it depends on nothing but stored facts. */
export function webhookBody(transition: IncidentTransition, first: boolean, url: string | null): string {
  return JSON.stringify({
    type: eventType(transition, first),
    timestamp: instant(transition.at),
    data: {
      project: transition.project,
      incident_id: transition.incidentId,
      transition_id: transition.transitionId,
      sequence: transition.sequence,
      kind: transition.kind,
      state: transition.state,
      severity: transition.severity,
      model: transition.model,
      version: transition.version,
      monitor: transition.series.monitor,
      deployment: transition.series.deployment,
      segment: transition.series.segment,
      firing: transition.firing,
      since: instant(transition.since),
      window: { start: instant(transition.window.start), end: instant(transition.window.end) },
      summary: transition.summary,
      evaluation_id: transition.evaluationId,
      evidence: transition.evidence.map(evidenceBody),
      url,
    },
  });
}
