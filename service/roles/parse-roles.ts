import { PlumblineError } from '../../domain/index.ts';
import { embeddedPath } from '../embedded-path.ts';

const ROLES = ['gateway', 'ingester', 'analyzer', 'alerter'] as const;

/** Role is a part of the service that may run in a process of its own. */
export type Role = (typeof ROLES)[number];

/** parseRoles reads names with commas between them; without any, the process has every role. Throws invalid_config. */
export function parseRoles(text: string | undefined): ReadonlySet<Role> {
  if (text === undefined) return new Set(ROLES);
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !ROLES.includes(name as Role));
  if (unknown === undefined) return new Set(names as Role[]);
  throw new PlumblineError('invalid_config', `"${unknown}" is not a role; roles are ${ROLES.join(', ')}.`);
}

/** checkRoles throws invalid_config when the roles need what the configuration lacks. */
export function checkRoles(roles: ReadonlySet<Role>, storeUrl: string, hasLog: boolean): void {
  if (roles.size < ROLES.length && embeddedPath(storeUrl) !== null) {
    throw new PlumblineError(
      'invalid_config',
      'The embedded ClickHouse serves one process only, with every role: set store.url or CLICKHOUSE_URL to a ClickHouse server, or leave --role out.',
    );
  }
  if (!hasLog && [...roles].every((role) => role === 'ingester')) {
    throw new PlumblineError(
      'invalid_config',
      'An ingester reads Kafka: set kafka.brokers or KAFKA_BROKERS. Without Kafka the gateway writes into ClickHouse by itself.',
    );
  }
}
