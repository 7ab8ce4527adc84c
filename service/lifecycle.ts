import { messageOf } from '../domain/index.ts';

/** Part is something that starts and stops. */
export interface Part {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Lifecycle starts parts in order and stops them in reverse. */
export interface Lifecycle {
  start(): Promise<void>;
  /** Stops what was started; a part that fails to stop does not keep the others running. */
  stop(): Promise<void>;
}

/** createLifecycle supervises the parts; when one fails to start, those before it are stopped and its error is thrown. */
export function createLifecycle(
  parts: readonly Part[],
  onStopError: (part: string, message: string) => void,
): Lifecycle {
  const started: Part[] = [];
  let stopping: Promise<void> | null = null;

  async function stopAll(): Promise<void> {
    for (let part = started.pop(); part; part = started.pop()) {
      try {
        await part.stop();
      } catch (error) {
        onStopError(part.name, messageOf(error));
      }
    }
  }

  return {
    async start() {
      for (const part of parts) {
        try {
          await part.start();
          started.push(part);
        } catch (error) {
          await stopAll();
          throw error;
        }
      }
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
