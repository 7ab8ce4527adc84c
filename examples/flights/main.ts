#!/usr/bin/env node
import { messageOf } from '../../domain/index.ts';
import { type EndStep, runDemo } from './demo.ts';
import { DemoFailure } from './demo-failure.ts';
import { readOptions, USAGE } from './options.ts';

const INTERRUPTED = 130;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if ('problem' in options) {
    console.error(options.problem);
    return 1;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (options.study) {
    const { runStudy } = await import('./study.ts');
    await runStudy(options.share, (line) => console.log(line));
    return 0;
  }
  const steps: EndStep[] = [];
  const interrupted = new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(null));
  });
  let failed = false;
  try {
    const { stdout } = process;
    const charset = stdout.isTTY && !process.env.NO_COLOR ? 'blocks' : 'ascii';
    const demo = runDemo(options, { out: stdout, charset, onEnd: (step) => steps.push(step) });
    const service = await Promise.race([demo, interrupted]);
    if (service === null) return INTERRUPTED;
    if (options.exit) return 0;
    console.log(
      `\nSee it in a browser: ${service.url} (its API: ${service.url}/docs). Ctrl-C ends the service.`,
    );
    await Promise.race([interrupted, service.ended]);
    return 0;
  } catch (error) {
    failed = true;
    console.error(error instanceof DemoFailure ? error.message : `The demo failed: ${explain(error)}`);
    return 1;
  } finally {
    for (let step = steps.pop(); step; step = steps.pop()) await step(failed);
  }
}

function explain(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
}

process.exit(await main());
