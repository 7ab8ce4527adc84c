import { Type } from 'typebox';
import { NOTIFIERS } from '../notifiers/notifiers.ts';

const SeveritySchema = Type.Enum(['warning', 'critical']);

const RouteSchema = Type.Object(
  {
    model: Type.Optional(
      Type.String({ minLength: 1, description: 'A model, or a pattern with *; all by default' }),
    ),
    severity: Type.Optional(Type.Array(SeveritySchema, { minItems: 1, description: 'All by default' })),
    notifiers: Type.Array(Type.String(), { minItems: 1 }),
    send_resolved: Type.Optional(Type.Boolean({ description: 'True by default' })),
  },
  { additionalProperties: false },
);

const sections = {
  routes: Type.Optional(
    Type.Array(RouteSchema, {
      description: 'Every matching route counts; without routes everything goes to every notifier',
    }),
  ),
  heartbeat: Type.Optional(
    Type.Object(
      {
        url: Type.String({ minLength: 1 }),
        interval: Type.Optional(Type.String({ description: '1m by default' })),
      },
      {
        additionalProperties: false,
        description: 'Pinged while the service works: the watch at the other end alarms when it stops',
      },
    ),
  ),
  no_data: Type.Optional(
    Type.Union([
      Type.Literal(false),
      Type.Object(
        {
          after: Type.Optional(Type.String({ description: '1d by default' })),
          severity: Type.Optional(SeveritySchema),
          exclude: Type.Optional(Type.Array(Type.String(), { description: 'Models that may be silent' })),
        },
        { additionalProperties: false },
      ),
    ]),
  ),
  superseded_after: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'Windows without data that end the alerts of an old version; 2 by default',
    }),
  ),
  outbound: Type.Optional(
    Type.Object(
      {
        allow: Type.Optional(
          Type.Array(Type.String(), { description: 'Hosts, addresses or ranges beyond the public internet' }),
        ),
        timeout: Type.Optional(Type.String({ description: 'For a whole call; 15s by default' })),
      },
      { additionalProperties: false },
    ),
  ),
};

/** ShapeSchema checks everything but the notifiers, whose own schemas depend on their type. */
export const ShapeSchema = Type.Object(
  { notifiers: Type.Optional(Type.Array(Type.Unknown())), ...sections },
  { additionalProperties: false },
);

/** In the file a secret may be given by its `_file` twin, which the loader has replaced before anything is checked. */
function withFileTwins(schema: Type.TObject, secrets: readonly string[]): Type.TSchema {
  const twins = secrets.map((key) => [
    `${key}_file`,
    Type.String({ description: `A file that holds ${key}` }),
  ]);
  return Type.Unsafe({
    ...schema,
    properties: { ...schema.properties, ...Object.fromEntries(twins) },
    required: schema.required?.filter((key) => !secrets.includes(key)) ?? [],
  });
}

/** AlertsConfigSchema describes the section as it is written in the file, for editors and documentation. */
export const AlertsConfigSchema = Type.Object(
  {
    notifiers: Type.Optional(
      Type.Array(
        Type.Union(Object.values(NOTIFIERS).map(({ schema, secrets }) => withFileTwins(schema, secrets))),
      ),
    ),
    ...sections,
  },
  { additionalProperties: false },
);
