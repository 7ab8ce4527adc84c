import { type Static, Type } from 'typebox';

const MEMORY = '^([1-9][0-9]{0,5})(MiB|GiB)$';

/** AnalysisSchema is the key analysis: of plumbline.yaml: what measurements may be computed on. */
export const AnalysisSchema = Type.Object(
  {
    max_memory: Type.Optional(
      Type.String({
        pattern: MEMORY,
        description:
          'Memory for the columns of one window, such as 512MiB; wider windows take more reads; 1GiB',
      }),
    ),
  },
  { additionalProperties: false },
);

/** AnalysisSettings is the section with every default filled in. */
export interface AnalysisSettings {
  /** Bytes that the columns of one window may take. */
  readonly maxMemory: number;
}

/** readAnalysis fills in the defaults; what the schema refuses is reported with the rest of the section. */
export function readAnalysis(input: Static<typeof AnalysisSchema> | undefined): AnalysisSettings {
  return { maxMemory: bytesOf(input?.max_memory) };
}

function bytesOf(text: string | undefined): number {
  const [, amount = '1', unit = 'GiB'] = new RegExp(MEMORY).exec(text ?? '') ?? [];
  return Number(amount) * (unit === 'GiB' ? 1024 ** 3 : 1024 ** 2);
}
