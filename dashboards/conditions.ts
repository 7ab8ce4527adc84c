/** ANY is the value of a variable that leaves its column free. */
export const ANY = '*';

/**
 * chosen is the value of a variable in SQL. It travels percent-encoded, because every quoting that Grafana offers leaves
 * backslashes as they are: a name with one would end ClickHouse's text. Encoded, no name can.
 */
export function chosen(variable: string): string {
  return `decodeURLComponent('\${${variable}:percentencode}')`;
}

/** matches compares columns with the variables of the same names. */
export function matches(...variables: readonly string[]): string {
  return variables.map((variable) => `${variable} = ${chosen(variable)}`).join(' AND ');
}

/** matchesOrAny does so for variables that may be left at ANY; before there is data they are empty. */
export function matchesOrAny(...variables: readonly string[]): string {
  return variables
    .map((variable) => `(${chosen(variable)} IN ('', '${ANY}') OR ${variable} = ${chosen(variable)})`)
    .join(' AND ');
}

/** inRange keeps the rows whose time lies in the range of the board. */
export function inRange(column: string): string {
  return `$__timeFilter_ms(${column})`;
}

/** SEVERITY_RANK is the severity of a judged row as a number, for colours: -1 without a verdict. */
export const SEVERITY_RANK = "transform(severity, ['none', 'warning', 'critical'], [0, 1, 2], -1)";

/** EVALUATION_RANK is the same of an evaluation, which has a verdict only when it could judge its window. */
export const EVALUATION_RANK = `if(status IN ('complete', 'partial'), ${SEVERITY_RANK}, -1)`;
