import { type Static, Type } from 'typebox';

/** AnalysisSchema is the key analysis: of plumbline.yaml: what measurements may be computed on. */
export const AnalysisSchema = Type.Object(
  {
    profiles: Type.Optional(
      Type.Enum(['auto', 'off'], {
        description: 'auto: windows of 2 days and more are added up from profiles of their hours; auto',
      }),
    ),
  },
  { additionalProperties: false },
);

/** AnalysisSettings is the section with every default filled in. */
export interface AnalysisSettings {
  /** Whether long windows are added up from profiles. */
  readonly profiles: 'auto' | 'off';
}

/** readAnalysis fills in the defaults; what the schema refuses is reported with the rest of the section. */
export function readAnalysis(input: Static<typeof AnalysisSchema> | undefined): AnalysisSettings {
  return { profiles: input?.profiles === 'off' ? 'off' : 'auto' };
}
