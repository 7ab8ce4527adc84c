import { Counter, Gauge, type Registry } from 'prom-client';
import type { IngestMetrics } from '../../ingest/index.ts';

/** useIngestMetrics shows a snapshot of ingest at every scrape. */
export function useIngestMetrics(registry: Registry, snapshot: () => IngestMetrics): void {
  const registers = [registry];
  new Counter({
    name: 'plumbline_ingest_records_total',
    help: 'Records by outcome; read is the sum of the others once nothing waits',
    labelNames: ['kind', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const [kind, counts] of Object.entries(snapshot().records)) {
        for (const [outcome, count] of Object.entries(counts)) this.inc({ kind, outcome }, count);
      }
    },
  });
  const counters = {
    plumbline_ingest_overloaded_total: ['Requests refused because too much was waiting', 'overloaded'],
    plumbline_ingest_insert_retries_total: ['Inserts that were repeated', 'retries'],
    plumbline_ingest_batches_total: ['Batches written', 'batches'],
    plumbline_ingest_rows_total: ['Rows written', 'rowsWritten'],
  } as const;
  for (const [name, [help, field]] of Object.entries(counters)) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(snapshot()[field]);
      },
    });
  }
  const gauges = {
    plumbline_ingest_waiting_rows: ['Rows that are not durable yet', 'waitingRows'],
    plumbline_ingest_waiting_bytes: ['Bytes of rows that are not durable yet', 'waitingBytes'],
  } as const;
  for (const [name, [help, field]] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(snapshot()[field]);
      },
    });
  }
}
