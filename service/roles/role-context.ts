import type { Registry } from 'prom-client';
import type { Clock, Random } from '../../domain/index.ts';
import type { Store } from '../../store/index.ts';
import type { ServiceConfig } from '../config/load-config.ts';
import type { Part } from '../lifecycle.ts';
import type { Logger } from '../logger.ts';

/** RoleContext is what every role of one process shares. */
export interface RoleContext {
  readonly config: ServiceConfig;
  readonly store: Store;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Ends the process, which had better start anew. */
  failed(message: string, error: unknown): void;
}

/** RunningRole is one role in this process. */
export interface RunningRole {
  /** Started in this order and stopped in reverse. */
  readonly parts: readonly Part[];
  /** Takes over another configuration; what it cannot take over needs a restart. */
  reload(config: ServiceConfig): Promise<void>;
}
