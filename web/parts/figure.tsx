import type { ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { csvText, fileName } from '../export/csv.ts';
import { saveBlob, saveText } from '../export/save.ts';
import { type Column, DataTable } from './data-table.tsx';

/** PictureSource makes the PNG of what is drawn at present. */
export type PictureSource = () => Promise<Blob | null>;

/** FigureProps say what is drawn, and what its table and files hold. */
export interface FigureProps<T> {
  readonly title: string;
  /** What there is to see, in a sentence; screen readers get it with the title. */
  readonly note?: ComponentChildren;
  /** Words that begin the names of exported files. */
  readonly file: readonly string[];
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string | number;
  /** Controls beside the title. */
  readonly tools?: ComponentChildren;
  /** Draws the chart; `offer` takes the source of its PNG. */
  readonly children: (offer: (source: PictureSource) => void) => ComponentChildren;
}

/** Figure is a chart with its other forms: a table, a CSV file, a PNG file. */
export function Figure<T>({ title, note, file, columns, rows, keyOf, tools, children }: FigureProps<T>) {
  const [asTable, setAsTable] = useState(false);
  const picture = useRef<PictureSource>(undefined);
  const id = useId();
  const offer = (source: PictureSource) => {
    picture.current = source;
  };
  const saveCsv = () => {
    const values = rows.map((row) => columns.map((column) => column.value(row)));
    saveText(
      fileName([...file, title], 'csv'),
      csvText(
        columns.map((column) => column.title),
        values,
      ),
    );
  };
  const savePng = async () => {
    const blob = await picture.current?.();
    if (blob) saveBlob(fileName([...file, title], 'png'), blob);
  };
  return (
    <section class="figure" aria-labelledby={id}>
      <header class="figure-head">
        <h2 id={id}>{title}</h2>
        {tools}
        <div class="figure-forms">
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table<span class="only-read"> of {title}</span>
          </button>
          <button type="button" onClick={saveCsv} disabled={rows.length === 0}>
            CSV<span class="only-read"> of {title}</span>
          </button>
          <button type="button" onClick={savePng} disabled={rows.length === 0 || asTable}>
            PNG<span class="only-read"> of {title}</span>
          </button>
        </div>
      </header>
      {note && <p class="figure-note">{note}</p>}
      {asTable ? (
        <DataTable caption={title} hideCaption columns={columns} rows={rows} keyOf={keyOf} />
      ) : (
        children(offer)
      )}
    </section>
  );
}
