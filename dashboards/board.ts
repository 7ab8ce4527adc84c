import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type RowPanel,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { boardList, pageLink, TAG } from './links.ts';

/** Schema of Grafana 11.6, the oldest that the data source plugin runs in; newer ones bring it up to date. */
const SCHEMA_VERSION = 41;

/** BoardText says what a board is. */
export interface BoardText {
  /** Ends the uid, which other boards link to. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Range that is shown first, such as now-90d. */
  readonly from: string;
  readonly refresh: string;
  /** Place in Plumbline's page that shows the same; none for a board that the page has no counterpart of. */
  readonly path?: string;
}

/** Section is a titled part of a board. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Builder<Panel>[];
}

/** BoardParts is what a board consists of. */
export interface BoardParts {
  readonly variables: readonly Builder<VariableModel>[];
  readonly annotations?: readonly Builder<AnnotationQuery>[];
  readonly sections: readonly Section[];
}

/** buildBoard puts a board together: read-only, in UTC as windows are, with a stable uid and numbered panels. */
export function buildBoard(
  text: BoardText,
  { variables, annotations = [], sections }: BoardParts,
): Dashboard {
  const builder = new DashboardBuilder(text.title)
    .uid(`plumbline-${text.name}`)
    .description(text.description)
    .tags([TAG])
    .timezone('utc')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: text.from, to: 'now' })
    .refresh(text.refresh)
    .variables([...variables])
    .annotations([...annotations])
    .link(boardList());
  if (text.path !== undefined) builder.link(pageLink(text.path));
  for (const { title, panels } of sections) {
    builder.withRow(new RowBuilder(title));
    for (const panel of panels) builder.withPanel(panel);
  }
  const board = { ...builder.build(), id: null, schemaVersion: SCHEMA_VERSION };
  for (const [index, panel] of (board.panels ?? []).entries()) (panel as Panel | RowPanel).id = index + 1;
  // The builders move links and annotations into a menu by default; here they are in sight.
  for (const part of [...(board.links ?? []), ...(board.annotations.list ?? [])]) delete part.placement;
  return board;
}
