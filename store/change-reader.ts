import { CHANGE_TOPICS, type ChangeMarks, type ChangeReader } from '../api/ports.ts';
import type { QueryRunner } from './query-runner.ts';

/** createChangeReader reads the marks of a project in one statement. */
export function createChangeReader(runner: QueryRunner): ChangeReader {
  return {
    async readMarks(project) {
      const [row] = await runner.rows<Partial<ChangeMarks>>('show_change_marks', { parameters: { project } });
      const marks = CHANGE_TOPICS.map((topic) => [topic, row?.[topic] ?? ''] as const);
      return Object.fromEntries(marks) as unknown as ChangeMarks;
    },
  };
}
