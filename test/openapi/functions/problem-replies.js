const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM = '#/components/schemas/Problem';

/** An operation documents at least one 4xx, and every 4xx and 5xx is a Problem as problem+json and nothing else. */
export default function problemReplies(operation, _options, { path }) {
  const name = operation.operationId ?? path.join(' ');
  const errors = Object.entries(operation.responses ?? {}).filter(([status]) => /^[45]/.test(status));
  const wrong = errors.filter(([, { content = {} }]) => {
    const types = Object.keys(content);
    return types.length !== 1 || types[0] !== PROBLEM_TYPE || content[PROBLEM_TYPE].schema?.$ref !== PROBLEM;
  });
  const found = wrong.map(([status]) => ({
    message: `${name}: reply ${status} is not ${PROBLEM_TYPE} with the schema Problem.`,
    path: [...path, 'responses', status],
  }));
  if (errors.some(([status]) => status.startsWith('4'))) return found;
  return [...found, { message: `${name}: no 4xx reply is documented.`, path: [...path, 'responses'] }];
}
