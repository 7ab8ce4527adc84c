import { CHANGE_TOPICS, type ChangeMarks, type ChangeTopic } from '../ports.ts';

/** TOKEN_PATTERN is how a token looks: the marks of the topics, in order. */
export const TOKEN_PATTERN = `^1(~[0-9-]{0,120}){${CHANGE_TOPICS.length}}$`;

/** tokenOf says in one word what a project has; it means the same in every process. */
export function tokenOf(marks: ChangeMarks): string {
  return ['1', ...CHANGE_TOPICS.map((topic) => marks[topic])].join('~');
}

/** changedSince lists the topics that differ from those of a token. */
export function changedSince(token: string, marks: ChangeMarks): readonly ChangeTopic[] {
  const [, ...before] = token.split('~');
  return CHANGE_TOPICS.filter((topic, index) => before[index] !== marks[topic]);
}

/** hasNoRecords tells from a token that nothing had arrived yet. */
export function hasNoRecords(token: string): boolean {
  const ingest = token.split('~')[1 + CHANGE_TOPICS.indexOf('ingest')];
  return ingest !== undefined && /^0(-0)*$/.test(ingest);
}
