import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NextFunction, Request, Response } from 'express';
import swaggerUi from 'swagger-ui-express';
import { stringify } from 'yaml';

/** Swagger UI sets styles from scripts and shows its icons as data; it calls nobody but this service. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** Serves the description as JSON and YAML, and Swagger UI to read it and try it out. */
export function mountOpenApi(app: NestExpressApplication, document: OpenAPIObject): void {
  const json = JSON.stringify(document);
  const yaml = stringify(JSON.parse(json), { aliasDuplicateObjects: false });
  app.use('/api/openapi.json', (_request: Request, response: Response) => {
    response.type('application/json').send(json);
  });
  app.use('/api/openapi.yaml', (_request: Request, response: Response) => {
    response.type('application/yaml').send(yaml);
  });
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: 'API - Site readiness for AI tools',
    swaggerOptions: {
      url: '/api/openapi.json',
      tryItOutEnabled: true,
      displayRequestDuration: true,
      persistAuthorization: true,
      filter: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      validatorUrl: null,
    },
  });
  app.use('/api/docs', allowUi, swaggerUi.serve, page);
}

function allowUi(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Content-Security-Policy', DOCS_POLICY);
  next();
}
