import { type Static, Type } from 'typebox';
import {
  type ConfigPath,
  type ConfigProblem,
  Secret,
  type Severity,
  schemaProblems,
} from '../../domain/index.ts';
import { checkUrl, type ReadResult, readDuration, readResult } from '../config/problems.ts';
import { readSigningSecrets } from '../notifiers/webhook/config.ts';
import type { RetrainingPolicy } from './decide.ts';

/** RetrainingConfigSchema is a notifier of type retraining in the configuration. */
export const RetrainingConfigSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Literal('retraining'),
    url: Type.String({ minLength: 1 }),
    secret: Type.String({ description: 'Signing secret: whsec_ and the base64 of 24 to 64 random bytes' }),
    previous_secret: Type.Optional(Type.String({ description: 'The secret before, while it is rotated' })),
    cool_down: Type.Optional(
      Type.String({ description: 'Least time between two runs of a model; 7d by default' }),
    ),
    max_per_day: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Runs of a model per day; 1 by default' }),
    ),
    min_severity: Type.Optional(Type.Enum(['warning', 'critical'])),
    on: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description: 'Monitors, or kinds of monitors; all by default',
      }),
    ),
  },
  { additionalProperties: false },
);

/** RetrainingConfig is the checked form. */
export interface RetrainingConfig {
  readonly type: 'retraining';
  readonly name: string;
  readonly url: Secret;
  /** Newest first. */
  readonly secrets: readonly Secret[];
  readonly policy: RetrainingPolicy;
}

/** readRetrainingConfig checks one notifier of type retraining. */
export function readRetrainingConfig(raw: unknown, path: ConfigPath): ReadResult<RetrainingConfig> {
  const problems: ConfigProblem[] = schemaProblems(RetrainingConfigSchema, raw, path);
  if (problems.length > 0) return { ok: false, problems };
  const config = raw as Static<typeof RetrainingConfigSchema>;
  checkUrl(config.url, [...path, 'url'], problems);
  const secrets = readSigningSecrets(config, path, problems);
  const coolDownMs = readDuration(config.cool_down ?? '7d', [...path, 'cool_down'], problems);
  return readResult(problems, () => ({
    type: 'retraining',
    name: config.name,
    url: new Secret(config.url),
    secrets,
    policy: {
      coolDownMs,
      maxPerDay: config.max_per_day ?? 1,
      minSeverity: (config.min_severity ?? 'warning') as Severity,
      on: config.on ?? null,
    },
  }));
}
