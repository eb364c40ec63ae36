import { createRequire } from 'node:module';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import nunjucks from 'nunjucks';
import { homeTitle } from './home-title.js';
import { may } from '../platform/access/decide.js';
import type { Permission } from '../platform/access/permissions.js';
import { requestContext } from '../platform/http/request-context.js';

/** Folder of nhsuk-frontend's templates, styles and images. */
export const NHSUK_FOLDER = path.join(
  path.dirname(createRequire(import.meta.url).resolve('nhsuk-frontend/package.json')),
  'dist',
);
/** `templates/` of this installation. */
export const TEMPLATES_FOLDER = fileURLToPath(new URL('../../templates/', import.meta.url));

const NONCE_BYTES = 16;
const MARK_LENGTH = 10;

export interface PageLink {
  readonly href: string;
  readonly text: string;
}

interface PageValues extends Readonly<Record<string, unknown>> {
  readonly title: string;
  readonly trail?: readonly PageLink[];
}

/** The page that every other one is reached from; called what it is for whoever looks. */
export const HOME: PageLink = { href: '/', text: 'Deployments' };

/** Pages that the header leads to, each for whom it is. */
const LINKS: readonly (PageLink & { readonly needs: Permission })[] = [
  { href: '/portfolio', text: 'Work list', needs: 'portfolio.read' },
  { href: '/concerns', text: 'Questions and concerns', needs: 'concerns.answer' },
  { href: '/trusts/import', text: 'Trusts', needs: 'trusts.import' },
  { href: '/people', text: 'People', needs: 'people.manage' },
  { href: '/record', text: 'Record', needs: 'record.read' },
  { href: '/account', text: 'Your account', needs: 'self.use' },
];

/** Turns a template and its values into a page. What users typed is escaped everywhere. */
@Injectable()
export class PageRenderer {
  private readonly templates = new nunjucks.Environment(
    new nunjucks.FileSystemLoader([TEMPLATES_FOLDER, NHSUK_FOLDER]),
    { autoescape: true, throwOnUndefined: false, trimBlocks: true, lstripBlocks: true },
  );
  private readonly assetsMark = markOf('app.css', 'app.js');

  /**
   * Nothing is sent unless all of the page could be made.
   *
   * @param values `title`, `trail` (the pages above this one) and what the template needs
   */
  send(response: Response, template: string, values: PageValues): void {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    const own = { cspNonce: nonce, assetsMark: this.assetsMark };
    const html = this.templates.render(`${template}.njk`, { ...values, ...visitorValues(values), ...own });
    response.set('Content-Security-Policy', policy(nonce)).set('Cache-Control', 'no-store').type('html').send(html);
  }
}

/** Part of the address of what browsers keep for a day: after an upgrade it is another. */
function markOf(...names: readonly string[]): string {
  const hash = createHash('sha256');
  for (const name of names) hash.update(fs.readFileSync(path.join(TEMPLATES_FOLDER, name)));
  return hash.digest('hex').slice(0, MARK_LENGTH);
}

/** Who looks at the page, for its header and its forms: nothing for a visitor. */
function visitorValues({ trail }: PageValues): Readonly<Record<string, unknown>> {
  const caller = requestContext()?.caller;
  const home = caller === undefined ? HOME : { ...HOME, text: homeTitle(caller.actor) };
  const above = { home, ...(trail !== undefined && { trail: trail.map((link) => (link === HOME ? home : link)) }) };
  if (caller?.formToken === undefined) return above;
  const { actor, formToken, unfinished } = caller;
  return {
    ...above,
    formToken,
    signedIn: { links: unfinished === undefined ? LINKS.filter(({ needs }) => may(actor, needs)) : [] },
  };
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "object-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // answers are saved when their page is left
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
