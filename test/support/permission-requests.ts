import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/internal';
import { ModulesContainer } from '@nestjs/core';
import type { Caller } from './permission-fixture.js';
import type { TestService } from './service.js';

/** A route, as the tables name it. */
export interface RouteRow {
  readonly method: string;
  readonly path: string;
  /** Which thing it is asked for; the usual one where it is left out */
  readonly thing?: string;
}

const NAMES: Readonly<Record<string, string>> = {
  toolId: 'echogo-pro',
  instrumentId: 'ai-site-readiness',
  version: '1.0.0',
  questionId: 'GV-01',
  actionId: 'GV-02',
  code: 'not-found',
  token: 'a'.repeat(43),
};
/** Where the service itself looks at what the body says, it says it rightly. */
const BODIES: Readonly<Record<string, object>> = {
  '/api/v1/vendors/:vendorId': { name: 'Another name' },
  '/api/v1/tools/:toolId/product-versions': { version: '2.3', releasedOn: '2026-11-20', material: false },
  '/api/v1/tools/:toolId/product-versions/preview': { version: '2.4', releasedOn: '2026-11-20', material: false },
  '/api/v1/published-answers/:publishedAnswerId': { question: 'Which ports?', answer: 'These.' },
  '/api/v1/deployments/:deploymentId/vendor-owner': { vendorOwner: 'Amira' },
  '/api/v1/promises/:promiseId': { state: 'kept' },
  '/api/v1/assessments/:assessmentId/statements/:statementId/dispute': { reason: 'It does not hold here.' },
};

/** Every route of the running service, such as `GET /api/v1/trusts`. */
export function routesOf(service: TestService): string[] {
  const controllers = [...service.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const prototype = (metatype as Type).prototype as Record<string, object>;
    const base = Reflect.getMetadata(PATH_METADATA, metatype as Type) as string;
    return Object.getOwnPropertyNames(prototype).flatMap((key) => {
      const handler = prototype[key] as object;
      const method = key === 'constructor' ? undefined : (Reflect.getMetadata(METHOD_METADATA, handler) as unknown);
      if (typeof method !== 'number') return [];
      const parts = `${base}/${Reflect.getMetadata(PATH_METADATA, handler) as string}`.split('/');
      return [`${RequestMethod[method] ?? ''} /${parts.filter((part) => part !== '').join('/')}`];
    });
  });
}

/** Asks for a route. @param given body of a request to the API @returns the status, or `sign-in` where a page leads there */
export async function statusOf(
  service: TestService,
  row: RouteRow,
  caller: Caller,
  ids: Readonly<Record<string, string>>,
  given = BODIES[row.path],
): Promise<number | 'sign-in'> {
  const section = row.thing === 'IT shared' ? 'IT' : 'GV';
  const address = row.path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? NAMES[name] ?? section);
  const isApi = row.path.startsWith('/api/');
  const form = new URLSearchParams(caller.formToken === undefined ? {} : { formToken: caller.formToken });
  const body = isApi ? given && JSON.stringify(given) : form;
  const response = await fetch(`${service.url}${address}`, {
    method: row.method,
    redirect: 'manual',
    headers: {
      ...(!isApi && { accept: 'text/html' }),
      ...(isApi && given !== undefined && { 'content-type': 'application/json' }),
      // A version that is none, so that nothing is changed: what is not there is told before.
      ...(['PATCH', 'PUT'].includes(row.method) && given !== undefined && { 'if-match': '"99"' }),
      ...caller.headers,
    },
    ...(row.method !== 'GET' && body !== undefined && { body }),
  });
  await response.arrayBuffer();
  const { status } = response;
  return status === 303 && /^\/sign-in(?:\?|$)/.test(response.headers.get('location') ?? '') ? 'sign-in' : status;
}

/** What a request comes to, in the words of the tables. */
export async function outcomeOf(
  service: TestService,
  row: RouteRow,
  caller: Caller,
  ids: Readonly<Record<string, string>>,
): Promise<string> {
  const status = await statusOf(service, row, caller, ids);
  if (status === 'sign-in') return status;
  return [401, 403, 404].includes(status) || status >= 500 ? String(status) : 'ok';
}
