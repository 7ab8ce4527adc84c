import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** TAG marks our boards, so that each lists the others. */
export const TAG = 'plumbline';

/** DataLink is what Grafana reads of a link on a value. */
export interface DataLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/** field is a column of the clicked row as a part of a URL. */
export function field(column: string): string {
  return `\${__data.fields.${column}:percentencode}`;
}

/** label is a label of the clicked series as a part of a URL. */
export function label(name: string): string {
  return `\${__field.labels.${name}:percentencode}`;
}

/** variable is the value of a variable as a part of a URL. */
export function variable(name: string): string {
  return `\${${name}:percentencode}`;
}

/** toBoard leads to another board with some variables set, and keeps data source, project and time. */
export function toBoard(title: string, board: string, variables: Readonly<Record<string, string>>): DataLink {
  const set = Object.entries(variables).map(([name, value]) => `var-${name}=${value}`);
  const kept = ['${datasource:queryparam}', '${project:queryparam}', '${__url_time_range}'];
  return { title, url: `/d/plumbline-${board}?${[...kept, ...set].join('&')}`, targetBlank: false };
}

/** toPage leads to a place in Plumbline's own page. */
export function toPage(title: string, path: string): DataLink {
  return { title, url: `\${page:raw}${path}`, targetBlank: true };
}

/** linked is the property of a column whose values lead somewhere. */
export function linked(...links: readonly DataLink[]): DynamicConfigValue {
  return { id: 'links', value: links };
}

/** asBuilders is what panels take data links as. */
export function asBuilders(links: readonly DataLink[]): Builder<DashboardLink>[] {
  return links.map((link) => ({ build: () => link as unknown as DashboardLink }));
}

/** boardList lists our other boards at the top of each. */
export function boardList(): Builder<DashboardLink> {
  return new DashboardLinkBuilder('Plumbline')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true)
    .icon('dashboard');
}

/** pageLink opens a place of Plumbline's page from the top of a board. */
export function pageLink(path: string): Builder<DashboardLink> {
  return new DashboardLinkBuilder('Open in Plumbline')
    .type(DashboardLinkType.Link)
    .url(`\${page:raw}${path}`)
    .tooltip('The same in the page of the service')
    .icon('external link')
    .targetBlank(true);
}
