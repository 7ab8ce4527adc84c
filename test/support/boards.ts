import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const FOLDER = 'dashboards/json';

/** Source names a data source. */
export interface Source {
  readonly type: string;
  readonly uid: string;
}

/** Link is a link of a value. */
export interface Link {
  readonly title: string;
  readonly url: string;
}

/** Target is the query of a panel, or of an annotation. */
export interface Target {
  readonly refId: string;
  readonly datasource: Source;
  readonly rawSql?: string;
  readonly format?: number;
  readonly expr?: string;
}

/** BoardPanel is a panel as Grafana reads it. */
export interface BoardPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: Source;
  readonly targets?: readonly Target[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly displayName?: string;
      readonly links?: readonly Link[];
    };
    readonly overrides: readonly {
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: readonly { readonly id: string; readonly value: unknown }[];
    }[];
  };
}

/** BoardVariable is a variable as Grafana reads it. */
export interface BoardVariable {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly hide?: number;
  readonly refresh?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly datasource?: Source;
  readonly query: string | { readonly rawSql?: string; readonly query?: string };
}

/** Board is a dashboard file. */
export interface Board {
  readonly uid: string;
  readonly id: null;
  readonly title: string;
  readonly description: string;
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly panels: readonly BoardPanel[];
  readonly templating: { readonly list: readonly BoardVariable[] };
  readonly annotations: {
    readonly list?: readonly {
      readonly name: string;
      readonly datasource: Source;
      readonly target: Target;
    }[];
  };
  readonly links: readonly { readonly type: string; readonly url?: string }[];
}

/** readBoards reads the committed boards. */
export function readBoards(): readonly Board[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Board);
}

/** panelsOf gives the panels of a board without the titles between them. */
export function panelsOf(board: Board): readonly BoardPanel[] {
  return board.panels.filter(({ type }) => type !== 'row');
}

/** AlertRule is a rule that Grafana provisions. */
export interface AlertRule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly noDataState: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly {
    readonly refId: string;
    readonly datasourceUid: string;
    readonly model: {
      readonly rawSql?: string;
      readonly format?: number;
      readonly expression?: string;
      readonly conditions?: readonly { readonly evaluator: { readonly params: readonly number[] } }[];
    };
  }[];
}

/** readAlertRules reads the alert rules that Grafana provisions. */
export function readAlertRules(): readonly AlertRule[] {
  const text = readFileSync('docker/grafana/provisioning/alerting/plumbline.yaml', 'utf8');
  const { groups } = parse(text) as { groups: { rules: AlertRule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}
