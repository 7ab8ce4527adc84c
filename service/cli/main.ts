#!/usr/bin/env node
// Imports nothing before the guard stands: Node ends a crash, and a failed import, with 1, which means drift to `check`.
const isCheck = process.argv[2] === 'check';

function crash(error: unknown): never {
  process.stderr.write(`plumbline: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(4);
}

if (isCheck) {
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
}

// Whoever reads the output may stop, as `head` does; the work and its exit code do not depend on it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const { runProgram } = await import('./program.ts');
await runProgram(isCheck ? 3 : 1);

export {};
