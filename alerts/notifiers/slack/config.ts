import { type Static, Type } from 'typebox';
import { type ConfigPath, type ConfigProblem, Secret, schemaProblems } from '../../../domain/index.ts';
import { checkUrl, type ReadResult, readResult } from '../../config/problems.ts';

/** SlackConfigSchema is a notifier of type slack in the configuration. */
export const SlackConfigSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Literal('slack'),
    token: Type.String({ minLength: 1, description: 'Bot token (xoxb-…) with the scope chat:write' }),
    channel: Type.String({ minLength: 1, description: 'Channel id, such as C0123456789, or #name' }),
    api_url: Type.Optional(Type.String({ description: 'https://slack.com/api/ by default' })),
  },
  { additionalProperties: false },
);

/** SlackConfig is the checked form. */
export interface SlackConfig {
  readonly type: 'slack';
  readonly name: string;
  readonly token: Secret;
  readonly channel: string;
  readonly apiUrl: string;
}

/** readSlackConfig checks one notifier of type slack. */
export function readSlackConfig(raw: unknown, path: ConfigPath): ReadResult<SlackConfig> {
  const problems: ConfigProblem[] = schemaProblems(SlackConfigSchema, raw, path);
  if (problems.length > 0) return { ok: false, problems };
  const config = raw as Static<typeof SlackConfigSchema>;
  const apiUrl = config.api_url ?? 'https://slack.com/api/';
  checkUrl(apiUrl, [...path, 'api_url'], problems);
  return readResult(problems, () => ({
    type: 'slack',
    name: config.name,
    token: new Secret(config.token),
    channel: config.channel,
    apiUrl,
  }));
}
