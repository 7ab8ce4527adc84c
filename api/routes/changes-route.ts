import { Type } from 'typebox';
import type { ChangeFeed } from '../changes/change-feed.ts';
import { TOKEN_PATTERN } from '../changes/change-token.ts';
import { CHANGE_TOPICS } from '../ports.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import type { ApiServer } from '../server.ts';

const ChangesSchema = Type.Object(
  {
    token: Type.String({ description: 'For the next request' }),
    changed: Type.Array(Type.Enum([...CHANGE_TOPICS]), { description: 'What to read again' }),
  },
  { title: 'Changes' },
);

/** addChangesRoute lets a page wait for changes instead of asking for everything again and again. */
export function addChangesRoute(app: ApiServer, feed: ChangeFeed): void {
  app.get(
    '/v1/changes',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'Wait for something new',
        description:
          'Without a token: the present one, at once. With a token: as soon as something differs from what it stands ' +
          'for, else after 25 seconds with nothing. Arrivals alone are told at most every ten seconds.',
        querystring: Type.Object(
          {
            since: Type.Optional(
              Type.String({
                pattern: TOKEN_PATTERN,
                maxLength: 1000,
                description: 'A token of an earlier answer',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ChangesSchema, ...PROBLEM_RESPONSES },
      },
    },
    async (request, reply) => {
      const { project } = request.principal;
      const { since } = request.query;
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const { token, changed } = await (since === undefined
        ? feed.now(project)
        : feed.wait(project, since, gone.signal));
      return { token, changed: [...changed] };
    },
  );
}
