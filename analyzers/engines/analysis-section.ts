import { type Static, Type } from 'typebox';

const MEMORY = '^([1-9][0-9]{0,5})(MiB|GiB)$';

/** AnalysisSchema is the key analysis: of plumbline.yaml: what measurements may be computed on. */
export const AnalysisSchema = Type.Object(
  {
    profiles: Type.Optional(
      Type.Enum(['auto', 'off'], {
        description: 'auto: windows of 2 days and more are added up from profiles of their hours; auto',
      }),
    ),
    max_memory: Type.Optional(
      Type.String({
        pattern: MEMORY,
        description:
          'Memory for the columns of one window, such as 512MiB; wider windows wait in a temporary file; up to half of it keeps baselines; 1GiB',
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
  /** Bytes that the columns of one window may take. */
  readonly maxMemory: number;
  readonly engine: 'auto' | 'cpu' | 'gpu';
  readonly gpu: 'auto' | 'off' | 'software';
}

/** readAnalysis fills in the defaults; what the schema refuses is reported with the rest of the section. */
export function readAnalysis(input: Static<typeof AnalysisSchema> | undefined): AnalysisSettings {
  const { profiles = 'auto', engine = 'auto', gpu = 'auto' } = input ?? {};
  return { profiles, maxMemory: bytesOf(input?.max_memory), engine, gpu };
}

function bytesOf(text: string | undefined): number {
  const [, amount = '1', unit = 'GiB'] = new RegExp(MEMORY).exec(text ?? '') ?? [];
  return Number(amount) * (unit === 'GiB' ? 1024 ** 3 : 1024 ** 2);
}
