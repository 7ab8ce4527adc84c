import { type Static, Type } from 'typebox';

/** AnalysisSchema is the key analysis: of plumbline.yaml: what measurements may be computed on. */
export const AnalysisSchema = Type.Object(
  {
    profiles: Type.Optional(
      Type.Enum(['auto', 'off'], {
        description: 'auto: windows of 2 days and more are added up from profiles of their hours; auto',
      }),
    ),
    engine: Type.Optional(
      Type.Enum(['auto', 'cpu', 'gpu'], {
        description: 'What measures features: the cheapest by the cost model, or this one; auto by default',
      }),
    ),
    gpu: Type.Optional(
      Type.Enum(['auto', 'off', 'software'], {
        description: 'auto: a GPU where there is one; software: a software driver too; auto by default',
      }),
    ),
  },
  { additionalProperties: false },
);

/** AnalysisSettings is the section with every default filled in. */
export interface AnalysisSettings {
  /** Whether long windows are added up from profiles. */
  readonly profiles: 'auto' | 'off';
  readonly engine: 'auto' | 'cpu' | 'gpu';
  readonly gpu: 'auto' | 'off' | 'software';
}

/** readAnalysis fills in the defaults; what the schema refuses is reported with the rest of the section. */
export function readAnalysis(input: Static<typeof AnalysisSchema> | undefined): AnalysisSettings {
  const { profiles = 'auto', engine = 'auto', gpu = 'auto' } = input ?? {};
  return { profiles, engine, gpu };
}
