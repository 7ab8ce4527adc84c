import { messageOf } from '../domain/index.ts';
import type { PartitionLag } from '../ingest/index.ts';
import type { PositionStore } from '../ingest/ports.ts';
import type { Part } from './lifecycle.ts';
import type { Logger } from './logger.ts';

const EVERY_MS = 1000;

/**
 * createPositionNotes notes every second how far the partitions of this process are in the store, for the processes
 * that plan by it. A note that fails is made up for by the next.
 */
export function createPositionNotes(
  lag: () => readonly PartitionLag[],
  store: PositionStore,
  logger: Logger,
): Part {
  let timer: NodeJS.Timeout | undefined;
  let noting = Promise.resolve();

  async function note(): Promise<void> {
    const positions = lag().map(({ topic, partition, position, end }) => ({
      topic,
      partition,
      position: Number(position),
      end: Number(end),
    }));
    try {
      await store.savePositions(positions);
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'log positions not noted');
    }
    timer = setTimeout(go, EVERY_MS);
  }

  function go(): void {
    noting = note();
  }

  return {
    name: 'log positions',
    async start() {
      go();
    },
    async stop() {
      await noting;
      clearTimeout(timer);
    },
  };
}
