/** BoardInput is what a reader of a board has chosen. */
export interface BoardInput {
  readonly from: number;
  readonly to: number;
  readonly variables: Readonly<Record<string, string>>;
}

const FORMATS: Readonly<Record<string, (name: string, value: string) => string>> = {
  raw: (_, value) => value,
  percentencode: (_, value) => strictly(value),
  queryparam: (name, value) => `var-${name}=${strictly(value)}`,
};

function strictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const milliseconds = (time: number): string => `fromUnixTimestamp64Milli(${time})`;

type Macro = (input: BoardInput, ...args: readonly string[]) => string;

const MACROS: Readonly<Record<string, Macro>> = {
  fromTime_ms: ({ from }) => milliseconds(from),
  toTime_ms: ({ to }) => milliseconds(to),
  timeFilter_ms: ({ from, to }, column) =>
    `${column} >= ${milliseconds(from)} AND ${column} <= ${milliseconds(to)}`,
};

/** fillVariables does what Grafana does with ${name:format}; an unknown name or format is a mistake of the board. */
export function fillVariables(text: string, variables: BoardInput['variables']): string {
  return text.replace(/\$\{(\w+)(?::(\w+))?\}/g, (all, name: string, format = 'raw') => {
    const value = variables[name];
    const write = FORMATS[format];
    if (value === undefined || write === undefined) throw new Error(`${all} is unknown`);
    return write(name, value);
  });
}

/** expandSql does what Grafana and then the ClickHouse plugin do with a query, for the macros that our boards use. */
export function expandSql(sql: string, input: BoardInput): string {
  const filled = fillVariables(sql, input.variables);
  return filled.replace(/\$__(\w+)(?:\(([^()]*)\))?/g, (all, name: string, args?: string) => {
    const macro = MACROS[name];
    const given = args === undefined ? [] : args.split(',').map((arg) => arg.trim());
    if (macro === undefined || given.length !== macro.length - 1) throw new Error(`${all} is unknown`);
    return macro(input, ...given);
  });
}
