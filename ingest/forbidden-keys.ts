import type { RecordProblem } from './outcomes.ts';
import { pointer } from './text-checks.ts';

/**
 * findForbiddenKey looks for `__proto__` and `constructor.prototype` at any depth; both would change the
 * prototype of an object that a careless reader copies the record into. The value's depth is bounded before.
 */
export function findForbiddenKey(value: unknown, path = ''): RecordProblem | null {
  if (value === null || typeof value !== 'object') return null;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields)) {
    const inner = key === '__proto__' ? undefined : fields[key];
    const constructs = key === 'constructor' && typeof inner === 'object' && inner !== null;
    if (key === '__proto__' || (constructs && Object.hasOwn(inner, 'prototype'))) {
      const name = key === '__proto__' ? key : 'constructor.prototype';
      return { code: 'forbidden_key', path: pointer(path, key), message: `The key ${name} is refused.` };
    }
    const problem = findForbiddenKey(inner, pointer(path, key));
    if (problem) return problem;
  }
  return null;
}
