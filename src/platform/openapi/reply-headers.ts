import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const HEADERS = {
  'X-Request-ID': {
    description: 'Id of the request: the one that was sent, or a new one. It is in the log, too.',
    schema: { type: 'string' },
  },
  'Retry-After': { description: 'Seconds after which to try again', schema: { type: 'integer' } },
} as const;

interface Reply {
  headers?: Record<string, object>;
}

/** Describes the headers that every reply has, and those that come with a status. */
export function addReplyHeaders(document: OpenAPIObject): void {
  document.components = { ...document.components, headers: { ...HEADERS } };
  for (const item of Object.values(document.paths)) {
    for (const method of METHODS) {
      for (const [status, reply] of Object.entries(item[method]?.responses ?? {}) as [string, Reply][]) {
        const names: (keyof typeof HEADERS)[] =
          status === '503' || status === '429' ? ['X-Request-ID', 'Retry-After'] : ['X-Request-ID'];
        const added = names.map((name) => [name, { $ref: `#/components/headers/${name}` }]);
        reply.headers = { ...reply.headers, ...(Object.fromEntries(added) as Record<string, object>) };
      }
    }
  }
}
