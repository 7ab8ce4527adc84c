import type { ComponentChildren } from 'preact';
import type { Cell } from '../export/csv.ts';

/** Column is one column of a table and of its CSV. */
export interface Column<T> {
  readonly title: string;
  /** What the CSV holds, and what is shown unless `show` says otherwise. */
  readonly value: (row: T) => Cell;
  readonly show?: (row: T) => ComponentChildren;
  /** Numbers stand right, so that digits align. */
  readonly numeric?: boolean;
}

/** numberColumn is a column of numbers, which the CSV holds as they are and the table as `format` writes them. */
export function numberColumn<T>(
  title: string,
  value: (row: T) => number | null | undefined,
  format: (value: number | null | undefined) => string,
): Column<T> {
  return { title, value, show: (row) => format(value(row)), numeric: true };
}

interface DataTableProps<T> {
  readonly caption: string;
  /** Hides the caption from view where a heading says the same. */
  readonly hideCaption?: boolean;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string | number;
  readonly rowClass?: (row: T) => string;
}

/** DataTable is a table that scrolls inside itself; the first column heads its row. */
export function DataTable<T>({ caption, hideCaption, columns, rows, keyOf, rowClass }: DataTableProps<T>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="table-scroll" tabIndex={0} aria-label={caption}>
      <table>
        <caption class={hideCaption ? 'only-read' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.numeric ? 'numeric' : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keyOf(row, index)} class={rowClass?.(row) ?? ''}>
              {columns.map((column, place) => {
                const content = column.show ? column.show(row) : column.value(row);
                const shown = typeof content === 'boolean' ? (content ? 'yes' : 'no') : (content ?? '–');
                const kind = column.numeric ? 'numeric' : '';
                return place === 0 ? (
                  <th key={column.title} scope="row" class={kind}>
                    {shown}
                  </th>
                ) : (
                  <td key={column.title} class={kind}>
                    {shown}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
