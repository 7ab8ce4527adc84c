import { messageOf, PlumblineError } from '../../domain/index.ts';

/** What the group says to a member that is no longer one, or not of this generation. */
const REGROUPED = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'FENCED_INSTANCE_ID',
  'REBALANCE_IN_PROGRESS',
]);

/** kafkaErrorType gives the name that the protocol has for an error, such as REBALANCE_IN_PROGRESS. */
export function kafkaErrorType(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { type } = at as { type?: unknown };
    if (typeof type === 'string') return type;
  }
  return undefined;
}

/** isRegrouped is true when the group shares out anew and this member has to join it again. */
export function isRegrouped(error: unknown): boolean {
  return REGROUPED.has(kafkaErrorType(error) ?? '');
}

/** isFenced is true when a partition is no longer this member's: the group moves on, or the topic is gone. */
export function isFenced(error: unknown): boolean {
  return isRegrouped(error) || kafkaErrorType(error) === 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** isHopeless is true for a failure that repeating cannot cure: refused credentials, brokers that are too old. */
export function isHopeless(error: unknown): boolean {
  if (error instanceof PlumblineError) return !error.retryable && error.code === 'invalid_config';
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at.name === 'KafkaJSSASLAuthenticationError') return true;
  }
  return false;
}

/** logUnavailable wraps what a broker or the way to it did wrong; the work may be repeated. */
export function logUnavailable(error: unknown): PlumblineError {
  if (error instanceof PlumblineError) return error;
  return new PlumblineError('log_unavailable', `Kafka: ${messageOf(error)}`, {
    retryable: true,
    cause: error,
  });
}
