/** ParameterValue is a value for a typed parameter `{name:Type}` of a statement; a Float64Array keeps its bits. */
export type ParameterValue = string | number | boolean | readonly string[] | readonly number[] | Float64Array;

/** StatementInput fills a statement: values for `{name:Type}`, SQL text of ours for `{{slot}}`. */
export interface StatementInput {
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
  readonly slots?: Readonly<Record<string, string>>;
  /** Settings that go before those of the statement's file; texts are ours, and hold no quote. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

/** StatementInputParts is a StatementInput with both of its parts. */
export type StatementInputParts = Required<Pick<StatementInput, 'parameters' | 'slots'>>;
