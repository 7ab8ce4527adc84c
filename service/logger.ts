import { pino } from 'pino';

/** Logger writes one line per event: a constant message and structured fields. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** createLogger writes JSON lines to standard error; fields that may carry a secret are redacted. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: [
          '*.authorization',
          '*.token',
          '*.password',
          '*.secret',
          '*.apiKey',
          '*.headers',
          'authorization',
          'token',
          'password',
          'secret',
          'apiKey',
        ],
        censor: '[secret]',
      },
    },
    pino.destination({ dest: 2, sync: false }),
  );
}
