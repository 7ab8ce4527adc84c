import { messageOf, PlumblineError } from '../../domain/index.ts';

/** errorLines is what a person at a terminal needs of an error: a sentence, its details, its code; never a stack. */
function errorLines(error: unknown): string[] {
  if (!(error instanceof PlumblineError)) return [`plumbline: ${messageOf(error)}`];
  const details = Array.isArray(error.details) ? error.details.map((line) => `  ${String(line)}`) : [];
  return [`plumbline: ${error.message} [${error.code}]`, ...details];
}

/** reportError prints the error to standard error and sets the exit code. */
export function reportError(error: unknown): void {
  process.stderr.write(`${errorLines(error).join('\n')}\n`);
  process.exitCode = 1;
}
