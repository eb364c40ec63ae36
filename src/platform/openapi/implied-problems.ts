import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../problem/problem-table.js';
import { contractRef } from './api-contract.js';

interface Operation {
  readonly parameters?: readonly { readonly in: string }[];
  readonly responses: Record<string, unknown>;
}

const WITH_BODY = ['malformed-json', 'body-too-large', 'unsupported-media-type', 'request-timeout'] as const;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Those whose requests may have a body: it is read before anybody knows whether the operation takes one. */
const READ: readonly string[] = ['post', 'put', 'patch'];

/** Adds the problems that follow from an operation's shape: what it is addressed by and whether it has a body. */
export function addImpliedProblems(document: OpenAPIObject): void {
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method] as Operation | undefined;
      if (operation === undefined) continue;
      // Everybody can be held back.
      const codes: ProblemCode[] = ['too-many-requests'];
      if (operation.parameters?.some((parameter) => parameter.in === 'path') === true) codes.push('not-found');
      if (READ.includes(method)) codes.push(...WITH_BODY);
      for (const code of codes) addProblem(operation.responses, code);
    }
  }
}

function addProblem(responses: Record<string, unknown>, code: ProblemCode): void {
  const { status, title } = PROBLEMS[code];
  const line = `\`${code}\`: ${title}`;
  const known = responses[String(status)] as { description: string } | undefined;
  if (known !== undefined) {
    if (!known.description.includes(`\`${code}\``)) known.description = `${known.description}; ${line}`;
    return;
  }
  responses[String(status)] = {
    description: line,
    content: { 'application/problem+json': { schema: contractRef('Problem') } },
  };
}
