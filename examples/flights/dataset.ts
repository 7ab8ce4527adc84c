import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { decompress } from 'fzstd';
import { parquetMetadata, parquetRead } from 'hyparquet';

/** RawFlights is the file as typed columns, in the file's order; element i of each column is the same flight. */
export interface RawFlights {
  readonly count: number;
  /** Actual departure on the origin's wall clock, written as if it were UTC, in epoch milliseconds. */
  readonly localDeparture: Float64Array;
  /** Arrival delay in minutes; negative when early. */
  readonly delay: Int16Array;
  /** Miles. */
  readonly distance: Uint16Array;
  /** Codes into `airports`. */
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
  readonly airports: readonly string[];
}

/** Progress is told how much of a phase is done. */
export type Progress = (done: number, total: number) => void;

/** flightsFile is the path of the flights inside the installed vega-datasets package. */
export function flightsFile(): string {
  const entry = createRequire(import.meta.url).resolve('vega-datasets');
  return join(entry, '..', '..', 'data', 'flights-3m.parquet');
}

/** readFlights reads the whole file, one row group at a time so that few boxed values live at once. */
export async function readFlights(path: string, progress: Progress = () => {}): Promise<RawFlights> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(file);
  const { flights, put } = emptyFlights(Number(metadata.num_rows));
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    await parquetRead({
      file,
      metadata,
      rowStart: start,
      rowEnd: end,
      compressors: { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) },
      onChunk: ({ columnName, columnData, rowStart }) => {
        const putValue = put[columnName];
        if (!putValue) return;
        for (let i = 0; i < columnData.length; i++) putValue(rowStart + i, columnData[i]);
      },
    });
    start = end;
    progress(end, flights.count);
  }
  return flights;
}

type Put = (row: number, value: unknown) => void;

function emptyFlights(count: number): { flights: RawFlights; put: Readonly<Record<string, Put>> } {
  const airports: string[] = [];
  const flights: RawFlights = {
    count,
    localDeparture: new Float64Array(count),
    delay: new Int16Array(count),
    distance: new Uint16Array(count),
    origin: new Uint16Array(count),
    destination: new Uint16Array(count),
    airports,
  };
  const codes = new Map<string, number>();
  const codeOf = (airport: string): number => {
    let code = codes.get(airport);
    if (code === undefined) {
      code = airports.push(airport) - 1;
      codes.set(airport, code);
    }
    return code;
  };
  const numbers =
    (column: Float64Array | Int16Array | Uint16Array): Put =>
    (row, value) => {
      column[row] = Number(value);
    };
  const names =
    (column: Uint16Array): Put =>
    (row, value) => {
      column[row] = codeOf(String(value));
    };
  return {
    flights,
    put: {
      date: numbers(flights.localDeparture),
      delay: numbers(flights.delay),
      distance: numbers(flights.distance),
      origin: names(flights.origin),
      destination: names(flights.destination),
    },
  };
}
