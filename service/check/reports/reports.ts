import type { CheckResult } from '../check-result.ts';
import { jsonReport } from './report-json.ts';
import { junitReport } from './report-junit.ts';
import { markdownReport } from './report-markdown.ts';
import { tableReport } from './report-table.ts';

/** ReportFormat is a form in which a check is told. */
export type ReportFormat = 'table' | 'json' | 'junit' | 'markdown';

type Report = (result: CheckResult, options: { readonly colours: boolean }) => string;

/** REPORTS holds every form by its name; a new one is a file beside these and a line here. */
export const REPORTS: Readonly<Record<ReportFormat, Report>> = Object.freeze({
  table: tableReport,
  json: jsonReport,
  junit: junitReport,
  markdown: markdownReport,
});
