import { type Static, Type } from 'typebox';
import { type ConfigPath, type ConfigProblem, Secret, schemaProblems } from '../../../domain/index.ts';
import { type ReadResult, readResult } from '../../config/problems.ts';

/** EmailConfigSchema is a notifier of type email in the configuration. */
export const EmailConfigSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Literal('email'),
    from: Type.String({ description: 'An address, such as plumbline@example.com' }),
    to: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }),
    host: Type.String({ minLength: 1, description: 'SMTP relay' }),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
    secure: Type.Optional(Type.Boolean({ description: 'TLS from the first byte; the default on port 465' })),
    require_tls: Type.Optional(
      Type.Boolean({ description: 'Refuse to go on without STARTTLS; true by default' }),
    ),
    ca: Type.Optional(Type.String({ description: 'PEM certificate of a private authority' })),
    username: Type.Optional(Type.String({ minLength: 1 })),
    password: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

/** EmailConfig is the checked form. */
export interface EmailConfig {
  readonly type: 'email';
  readonly name: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly requireTls: boolean;
  readonly ca: string | null;
  readonly login: { readonly username: string; readonly password: Secret } | null;
}

// One plain address: no display name, no list, nothing that could start another header.
const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/;

/** readEmailConfig checks one notifier of type email. */
export function readEmailConfig(raw: unknown, path: ConfigPath): ReadResult<EmailConfig> {
  const problems: ConfigProblem[] = schemaProblems(EmailConfigSchema, raw, path);
  if (problems.length > 0) return { ok: false, problems };
  const config = raw as Static<typeof EmailConfigSchema>;
  if (!ADDRESS.test(config.from))
    problems.push({ path: [...path, 'from'], message: 'is not an e-mail address' });
  for (const [index, to] of config.to.entries())
    if (!ADDRESS.test(to))
      problems.push({ path: [...path, 'to', index], message: 'is not an e-mail address' });
  if ((config.username === undefined) !== (config.password === undefined))
    problems.push({ path, message: 'username and password come together' });
  if (config.username !== undefined && config.require_tls === false && config.secure !== true)
    problems.push({
      path: [...path, 'require_tls'],
      message: 'must stay on with a password, which would travel in clear',
    });
  const port = config.port ?? (config.secure ? 465 : 587);
  return readResult(problems, () => ({
    type: 'email',
    name: config.name,
    from: config.from,
    to: config.to,
    host: config.host,
    port,
    secure: config.secure ?? port === 465,
    requireTls: config.require_tls ?? true,
    ca: config.ca ?? null,
    login:
      config.username !== undefined && config.password !== undefined
        ? { username: config.username, password: new Secret(config.password) }
        : null,
  }));
}
