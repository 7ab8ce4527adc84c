/** InsertFormat is the form of rows that are inserted as bytes. */
export type InsertFormat = 'JSONEachRow' | 'RowBinary';

/** Connection sends statements to ClickHouse; whoever holds it sends one at a time. */
export interface Connection {
  /** Runs a statement and gives its whole result. */
  run(sql: string): Promise<Uint8Array>;
  /** Runs a statement and gives its result in the Native format, in pieces that end anywhere. */
  streamBlocks(sql: string): AsyncIterable<Uint8Array>;
  /** Runs an INSERT … SELECT … FROM {{rows}}('structure'), with the bytes as its rows. */
  insert(sql: string, format: InsertFormat, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** FileConnection reads local files, which only the embedded engine does. */
export interface FileConnection {
  run(sql: string): Promise<Uint8Array>;
  /** Gives the result as JSON, in chunks of whole lines. */
  stream(sql: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Engine is one ClickHouse: a connection that writes in order, some that append and some that read side by side. */
export interface Engine {
  readonly writer: Connection;
  /** For inserts that no other one has to wait for: one uses one core. */
  readonly appenders: readonly Connection[];
  readonly readers: readonly Connection[];
  /** Throws embedded_engine_missing when local files cannot be read. */
  openFileConnection(): Promise<FileConnection>;
  close(): Promise<void>;
}
