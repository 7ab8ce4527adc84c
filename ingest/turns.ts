// Keeps one large request from holding the event loop for more than a few milliseconds.
const RECORDS_PER_TURN = 256;

/** inTurns walks over a list and lets other work run in between. */
export async function* inTurns<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length; from += RECORDS_PER_TURN) {
    if (from > 0) await new Promise((resume) => setImmediate(resume));
    yield items.slice(from, from + RECORDS_PER_TURN);
  }
}
