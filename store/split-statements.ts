/**
 * splitStatements cuts a migration at the semicolons that end a statement: not at those in quotes or comments.
 * Comments are left out.
 */
export function splitStatements(source: string): readonly string[] {
  const token =
    /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S]|'')*'|`(?:[^`\\]|\\[\s\S])*`|"(?:[^"\\]|\\[\s\S])*"|;/g;
  const statements: string[] = [];
  let current = '';
  let from = 0;
  for (const match of source.matchAll(token)) {
    current += source.slice(from, match.index);
    from = match.index + match[0].length;
    if (match[0] === ';') {
      statements.push(current.trim());
      current = '';
    } else if (!match[0].startsWith('--') && !match[0].startsWith('/*')) {
      current += match[0];
    }
  }
  statements.push((current + source.slice(from)).trim());
  return statements.filter((statement) => statement !== '');
}
