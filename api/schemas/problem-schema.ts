import { Type } from 'typebox';
import { ERROR_CODES } from '../../domain/index.ts';

/** RejectedSchema names one record of a request that was not accepted. */
export const RejectedSchema = Type.Object(
  {
    index: Type.Integer({ minimum: 0, description: 'Position of the record in the request, from 0' }),
    code: Type.Enum(Object.keys(ERROR_CODES)),
    path: Type.String({ description: 'JSON pointer of the field, such as /features/age' }),
    message: Type.String(),
  },
  { title: 'RejectedRecord' },
);

const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.Enum(Object.keys(ERROR_CODES), { description: 'Stable; programs decide by it' }),
    instance: Type.String({ description: 'Names this answer; the log has it too' }),
    rejected: Type.Optional(Type.Array(RejectedSchema)),
    fields: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.String(),
          path: Type.String(),
          message: Type.String(),
        }),
      ),
    ),
  },
  { title: 'Problem' },
);

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

/** PROBLEM_RESPONSES are the failures that any route may answer with. */
export const PROBLEM_RESPONSES = {
  '4xx': problem('The request cannot be served as it is; the code says why'),
  '5xx': problem('The service could not serve the request; come back after Retry-After'),
};
