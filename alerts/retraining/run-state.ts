import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { LIMITS, type RetrainingRun, type RetrainingState } from '../../domain/index.ts';

/** RetrainingReportSchema is what a pipeline reports; a version comes with succeeded, and only there it counts. */
export const RetrainingReportSchema = Type.Object(
  {
    state: Type.Enum(['started', 'succeeded', 'failed']),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LIMITS.nameBytes,
        description: 'The new version; with succeeded',
      }),
    ),
    baseline: Type.Optional(Type.Unknown({ description: "Definition of the new version's baseline" })),
    message: Type.Optional(Type.String({ maxLength: 2000, description: 'For people' })),
  },
  { additionalProperties: false, title: 'RetrainingReport' },
);

type ReportBody = Static<typeof RetrainingReportSchema>;

/** RetrainingReport is a checked report. */
export type RetrainingReport =
  | { readonly state: 'started' }
  | { readonly state: 'succeeded'; readonly version: string; readonly baseline?: unknown }
  | { readonly state: 'failed'; readonly message: string };

/** readReport checks a report; null when it has another shape. */
export function readReport(body: unknown): RetrainingReport | null {
  if (!Value.Check(RetrainingReportSchema, body)) return null;
  const { state, version, baseline, message }: ReportBody = body;
  if (state === 'started') return { state };
  if (state === 'failed') return { state, message: message ?? 'The pipeline failed.' };
  return version === undefined ? null : { state: 'succeeded', version, baseline };
}

type Verdict = 'moves' | 'repeats' | 'conflicts';

const TABLE: Readonly<Record<RetrainingState, Readonly<Record<RetrainingReport['state'], Verdict>>>> = {
  requested: { started: 'moves', succeeded: 'moves', failed: 'moves' },
  started: { started: 'repeats', succeeded: 'moves', failed: 'moves' },
  succeeded: { started: 'conflicts', succeeded: 'repeats', failed: 'conflicts' },
  failed: { started: 'conflicts', succeeded: 'conflicts', failed: 'repeats' },
  suppressed: { started: 'conflicts', succeeded: 'conflicts', failed: 'conflicts' },
};

/** ReportOutcome is what a report does to a run. */
export type ReportOutcome =
  | { readonly kind: 'moves' | 'repeats'; readonly run: RetrainingRun }
  | { readonly kind: 'conflicts'; readonly reason: string };

/** applyReport moves a run by a report; a repeated report changes nothing, a contradicting one is refused. */
export function applyReport(run: RetrainingRun, report: RetrainingReport, now: number): ReportOutcome {
  const verdict = TABLE[run.state][report.state];
  if (verdict === 'conflicts')
    return { kind: 'conflicts', reason: `The run has ${run.state}; it cannot be ${report.state} now.` };
  if (report.state === 'succeeded') {
    if (verdict === 'repeats' && report.version !== run.toVersion)
      return { kind: 'conflicts', reason: 'The run has succeeded with another version.' };
    if (report.version === run.fromVersion)
      return { kind: 'conflicts', reason: 'The new version has the name of the old one.' };
  }
  if (verdict === 'repeats') return { kind: 'repeats', run };
  return {
    kind: 'moves',
    run: {
      ...run,
      state: report.state,
      toVersion: report.state === 'succeeded' ? report.version : run.toVersion,
      reason: report.state === 'failed' ? report.message : run.reason,
      updatedAt: now,
    },
  };
}
