import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import swaggerUi from 'swagger-ui-express';
import { stringify } from 'yaml';
import type { Authenticators } from '../access/authenticators.js';
import { Problem } from '../problem/problem.js';

/** Swagger UI sets styles from scripts and shows its icons as data; it calls nobody but this service. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Swagger UI without its own banner, with enough contrast (WCAG AA), and with nothing wider than a narrow screen. */
const DOCS_STYLE = `
.swagger-ui .topbar { display: none }
.swagger-ui .info a, .swagger-ui .info .title small, .swagger-ui .info .title small pre { color: #005eb8 }
.swagger-ui .info .title small.version-stamp, .swagger-ui .info .title small { background: #fff; border: 1px solid }
.swagger-ui .markdown code, .swagger-ui .renderedMarkdown code { color: #212b32; overflow-wrap: anywhere }
.swagger-ui .btn.authorize { color: #00603c; border-color: #00603c }
.swagger-ui .btn.authorize svg { fill: #00603c }
.swagger-ui .opblock.opblock-get .opblock-summary-method { background: #005eb8 }
.swagger-ui .opblock.opblock-post .opblock-summary-method { background: #007f3b }
.swagger-ui .opblock.opblock-put .opblock-summary-method { background: #8a4b00 }
.swagger-ui .opblock.opblock-patch .opblock-summary-method { background: #330072 }
.swagger-ui .opblock.opblock-delete .opblock-summary-method { background: #a32014 }
.swagger-ui .opblock-summary-path { overflow-wrap: anywhere }`;

/**
 * Serves the description as JSON and YAML, and Swagger UI to read it and try it out.
 *
 * @param authenticators who tell whether somebody is signed in; left out: for everybody
 */
export function mountOpenApi(
  app: NestExpressApplication,
  document: OpenAPIObject,
  authenticators?: Authenticators,
): void {
  const json = JSON.stringify(document);
  // Made when it is first asked for: it takes half a second, which would be added to every start.
  let yaml: string | undefined;
  const server = app.getHttpAdapter().getInstance() as Application;
  if (authenticators !== undefined) {
    server.use(['/api/docs', '/api/openapi.json', '/api/openapi.yaml'], forSignedIn(authenticators));
  }
  server.get('/api/openapi.json', (_request: Request, response: Response) => {
    response.type('application/json').send(json);
  });
  server.get('/api/openapi.yaml', (_request: Request, response: Response) => {
    yaml ??= stringify(JSON.parse(json), { aliasDuplicateObjects: false });
    response.type('application/yaml').send(yaml);
  });
  const page = swaggerUi.setup(undefined, {
    customCss: DOCS_STYLE,
    customSiteTitle: 'API - Site readiness for AI tools',
    swaggerOptions: {
      url: '/api/openapi.json',
      tryItOutEnabled: true,
      displayRequestDuration: true,
      // A key that was typed in is forgotten with the page: what a browser stores outlives whoever used it.
      persistAuthorization: false,
      filter: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    },
  });
  app.use('/api/docs', allowUi, swaggerUi.serve);
  server.get('/api/docs', allowUi, page);
}

/** Lets whoever is signed in through, and browsers of others to the sign-in page. */
function forSignedIn(authenticators: Authenticators): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    authenticators.authenticate(request).then((caller) => {
      if (caller !== null && caller.unfinished === undefined) next();
      else if (request.accepts(['application/json', 'application/yaml', 'text/html']) === 'text/html')
        response.redirect(303, `/sign-in?${new URLSearchParams({ next: request.originalUrl }).toString()}`);
      else next(new Problem('unauthenticated', 'The description is for people and programs that are signed in.'));
    }, next);
  };
}

function allowUi(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Content-Security-Policy', DOCS_POLICY);
  next();
}
