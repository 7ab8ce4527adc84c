import { type Static, Type } from 'typebox';

/** RootSchema is what plumbline.yaml says of the process itself; the other keys belong to their folders. */
export const RootSchema = Type.Object(
  {
    listen: Type.Optional(Type.String({ description: 'host:port; 127.0.0.1:7070 by default' })),
    public_url: Type.Optional(Type.String({ description: 'How people and pipelines reach this service' })),
    store: Type.Optional(
      Type.Object(
        {
          url: Type.Optional(
            Type.String({
              description:
                'chdb:PATH for the embedded ClickHouse, or http(s)://user:password@host:port/database',
            }),
          ),
          cluster: Type.Optional(
            Type.String({
              pattern: '^[A-Za-z0-9_-]+$',
              description:
                'Name of a ClickHouse cluster: the service then makes replicated and sharded tables; set it before the first start',
            }),
          ),
          readers: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 64,
              description: 'Reads that run side by side; 2 by default',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    log: Type.Optional(
      Type.Object(
        { level: Type.Optional(Type.Enum(['debug', 'info', 'warn', 'error', 'silent'])) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** RootInput is the section as written. */
export type RootInput = Static<typeof RootSchema>;

/** Address is where the API listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** parseListen reads host:port, [v6]:port or a port alone; null when it is none of them. */
export function parseListen(text: string): Address | null {
  const match = /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) return null;
  return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}

/** isLoopback tells whether only this machine reaches the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
