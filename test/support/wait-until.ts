import { setTimeout as sleep } from 'node:timers/promises';

/** waitUntil looks every 20 ms until a condition holds, for a minute at most. */
export async function waitUntil(
  holds: () => boolean,
  wanted: () => string = () => 'a condition',
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${wanted()}.`);
    await sleep(20);
  }
}
