import { type Static, Type } from 'typebox';
import type { RetrainingRun, RetrainingState } from '../../domain/index.ts';

/** RetrainingReportSchema is what a pipeline reports. */
export const RetrainingReportSchema = Type.Union([
  Type.Object({ state: Type.Literal('started') }, { additionalProperties: false }),
  Type.Object(
    {
      state: Type.Literal('succeeded'),
      version: Type.String({ minLength: 1, maxLength: 256, description: 'The new version' }),
      baseline: Type.Optional(Type.Unknown({ description: 'Definition of the version’s own baseline' })),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { state: Type.Literal('failed'), message: Type.Optional(Type.String({ maxLength: 2000 })) },
    { additionalProperties: false },
  ),
]);

/** RetrainingReport is a checked report. */
export type RetrainingReport = Static<typeof RetrainingReportSchema>;

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
      reason: report.state === 'failed' ? (report.message ?? 'The pipeline failed.') : run.reason,
      updatedAt: now,
    },
  };
}
