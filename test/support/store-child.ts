import { openStore } from '../../store/index.ts';
import { predictionRow, T0, writeRows } from './store-rows.ts';

// A process of its own around one store, for tests of locks and kills: `open`, or `insert` in a tight loop.
// Prints one JSON line per event.

const [action = '', url = '', first = '0', spoolDirectory] = process.argv.slice(2);
const print = (event: object) => process.stdout.write(`${JSON.stringify(event)}\n`);

try {
  const store = await openStore({ url, ...(spoolDirectory === undefined ? {} : { spoolDirectory }) });
  print({ opened: true });
  for (let batch = Number(first); action === 'insert'; batch++) {
    const rows = Array.from({ length: 50 }, (_, index) =>
      predictionRow('kill', { prediction_id: `${batch}-${index}`, event_time: T0 + batch }),
    );
    await writeRows(store, 'predictions', rows);
    print({ acked: batch });
  }
  if (action === 'open') await store.close();
} catch (error) {
  const { code, message } = error as { code?: string; message?: string };
  print({ code, message });
}
