import type { ParameterValue } from './statement-input.ts';

/**
 * bindParameters writes the values of `{name:Type}` parameters into a statement as CAST(…, 'Type').
 * Text becomes unhex('…'), which holds hexadecimal digits only, so no value can end its literal.
 * The engine's own binding is not used, because chdb runs parameterised queries one at a time in the whole process.
 */
export function bindParameters(text: string, values: Readonly<Record<string, ParameterValue>>): string {
  return text.replace(/\{(\w+):([^{}]+)\}/g, (_match, name: string, type: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The parameter ${name} has no value.`);
    return `CAST(${literal(value)}, '${type.trim().replaceAll("'", "\\'")}')`;
  });
}

function literal(value: ParameterValue): string {
  // As text, because a literal of SQL may not be a denormal number, and integers and fractions have no common type.
  if (value instanceof Float64Array) return `'[${value.join(',')}]'`;
  if (typeof value === 'string') return `unhex('${Buffer.from(value, 'utf8').toString('hex')}')`;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'number') return `[${value.map(literal).join(',')}]`;
  if (!Number.isFinite(value)) throw new Error(`The number ${value} cannot be a parameter.`);
  return String(value);
}
