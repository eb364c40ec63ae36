import fs from 'node:fs';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application, Request, Response } from 'express';
import { NHSUK_FOLDER, TEMPLATES_FOLDER } from './page-renderer.js';

const ONE_DAY = 'public, max-age=86400';

/**
 * Serves the NHS design system's style sheet, script and images, and ours. The `@font-face` rules are left out: they would have
 * every reader's browser call an outside host; Arial, next in the list, takes their place.
 */
export function mountAssets(app: NestExpressApplication): void {
  app.useStaticAssets(path.join(NHSUK_FOLDER, 'nhsuk/assets'), { prefix: '/assets/', maxAge: '1d', index: false });
  const nhsuk = fs
    .readFileSync(path.join(NHSUK_FOLDER, 'nhsuk/nhsuk-frontend.min.css'), 'utf8')
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/\/\*# sourceMappingURL=[^*]*\*\//, '');
  const own = fs.readFileSync(path.join(TEMPLATES_FOLDER, 'app.css'), 'utf8');
  const script = fs
    .readFileSync(path.join(NHSUK_FOLDER, 'nhsuk/nhsuk-frontend.min.js'), 'utf8')
    .replace(/\/\/# sourceMappingURL=\S*\s*$/, '');
  const ownScript = fs.readFileSync(path.join(TEMPLATES_FOLDER, 'app.js'), 'utf8');
  const server = app.getHttpAdapter().getInstance() as Application;
  const texts = {
    'nhsuk-frontend.min.css': nhsuk,
    'app.css': own,
    'nhsuk-frontend.min.js': script,
    'app.js': ownScript,
  };
  for (const [name, text] of Object.entries(texts)) {
    server.get(`/assets/${name}`, (_request: Request, response: Response) => {
      response.type(path.extname(name)).set('Cache-Control', ONE_DAY).send(text);
    });
  }
}
