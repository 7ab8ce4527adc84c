import { type Static, Type } from 'typebox';
import { type ConfigPath, type ConfigProblem, Secret, schemaProblems } from '../../../domain/index.ts';
import { checkUrl, type ReadResult, readResult } from '../../config/problems.ts';

const PagerDutySeverity = Type.Enum(['critical', 'error', 'warning', 'info']);

/** PagerDutyConfigSchema is a notifier of type pagerduty in the configuration. */
export const PagerDutyConfigSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Literal('pagerduty'),
    routing_key: Type.String({ description: 'Integration key of an Events API v2 integration' }),
    url: Type.Optional(Type.String({ description: 'https://events.pagerduty.com by default' })),
    severity: Type.Optional(
      Type.Object(
        { warning: Type.Optional(PagerDutySeverity), critical: Type.Optional(PagerDutySeverity) },
        { additionalProperties: false, description: "Our severities as PagerDuty's" },
      ),
    ),
  },
  { additionalProperties: false },
);

/** PagerDutyConfig is the checked form. */
export interface PagerDutyConfig {
  readonly type: 'pagerduty';
  readonly name: string;
  readonly routingKey: Secret;
  readonly url: string;
  readonly severity: Readonly<Record<'warning' | 'critical', 'critical' | 'error' | 'warning' | 'info'>>;
}

/** readPagerDutyConfig checks one notifier of type pagerduty. */
export function readPagerDutyConfig(raw: unknown, path: ConfigPath): ReadResult<PagerDutyConfig> {
  const problems: ConfigProblem[] = schemaProblems(PagerDutyConfigSchema, raw, path);
  if (problems.length > 0) return { ok: false, problems };
  const config = raw as Static<typeof PagerDutyConfigSchema>;
  const url = config.url ?? 'https://events.pagerduty.com';
  checkUrl(url, [...path, 'url'], problems);
  if (!/^[0-9a-zA-Z]{32}$/.test(config.routing_key))
    problems.push({ path: [...path, 'routing_key'], message: 'is 32 letters and digits' });
  return readResult(problems, () => ({
    type: 'pagerduty',
    name: config.name,
    routingKey: new Secret(config.routing_key),
    url: url.replace(/\/+$/, ''),
    severity: {
      warning: config.severity?.warning ?? 'warning',
      critical: config.severity?.critical ?? 'critical',
    },
  }));
}
