import { type Static, Type } from 'typebox';
import { type ConfigPath, type ConfigProblem, Secret, schemaProblems } from '../../../domain/index.ts';
import { checkUrl, type ReadResult, readResult } from '../../config/problems.ts';
import { isSigningSecret } from '../../standard-webhook.ts';

const SECRET_WORDS = 'is whsec_ followed by the base64 of 24 to 64 random bytes';

/** WebhookConfigSchema is a notifier of type webhook in the configuration. */
export const WebhookConfigSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Literal('webhook'),
    url: Type.String({ minLength: 1 }),
    secret: Type.String({ description: `Signing secret: ${SECRET_WORDS}` }),
    previous_secret: Type.Optional(Type.String({ description: 'The secret before, while it is rotated' })),
  },
  { additionalProperties: false },
);

/** WebhookConfig is the checked form; the URL is a secret too, since many receivers put a token into it. */
export interface WebhookConfig {
  readonly type: 'webhook';
  readonly name: string;
  readonly url: Secret;
  /** Newest first. */
  readonly secrets: readonly Secret[];
}

/** readSigningSecrets checks secret and previous_secret. */
export function readSigningSecrets(
  config: { readonly secret: string; readonly previous_secret?: string },
  path: ConfigPath,
  problems: ConfigProblem[],
): readonly Secret[] {
  const secrets: Secret[] = [];
  for (const key of ['secret', 'previous_secret'] as const) {
    const text = config[key];
    if (text === undefined) continue;
    if (!isSigningSecret(text)) problems.push({ path: [...path, key], message: SECRET_WORDS });
    secrets.push(new Secret(text));
  }
  return secrets;
}

/** readWebhookConfig checks one notifier of type webhook. */
export function readWebhookConfig(raw: unknown, path: ConfigPath): ReadResult<WebhookConfig> {
  const problems: ConfigProblem[] = schemaProblems(WebhookConfigSchema, raw, path);
  if (problems.length > 0) return { ok: false, problems };
  const config = raw as Static<typeof WebhookConfigSchema>;
  checkUrl(config.url, [...path, 'url'], problems);
  const secrets = readSigningSecrets(config, path, problems);
  return readResult(problems, () => ({
    type: 'webhook',
    name: config.name,
    url: new Secret(config.url),
    secrets,
  }));
}
