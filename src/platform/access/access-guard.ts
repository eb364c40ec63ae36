import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import type { Actor } from '../actor/actor.js';
import { CONFIG, type Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ResourceIdPipe } from '../http/fields.js';
import { SHOWN_AGAIN, TAKES_FORM } from '../http/takes-form.js';
import { requestContext } from '../http/request-context.js';
import { notFound, Problem } from '../problem/problem.js';
import { SeeOther } from '../problem/see-other.js';
import { ALLOW, type AllowMetadata } from './allow.js';
import { Authenticators, type Caller, type Unfinished } from './authenticators.js';
import { FORM_TOKEN, refuseCrossSite, StaleForm } from './cross-site.js';
import { decide, may } from './decide.js';
import { FormKeeping } from './form-keeping.js';
import type { Permission } from './permissions.js';
import { Places } from './places.js';
import { Refusals, routeOf } from './refusals.js';

/** Where somebody goes on who has not finished signing in. */
const NEXT_STEP: Readonly<Record<Unfinished, string>> = {
  'second-factor': '/sign-in/second-factor',
  'second-factor-set-up': '/account/second-factor',
};
const LONGEST_NEXT = 500;

/** Before every route: who is it, and may they? What the route does not say, nobody may. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly ids = new ResourceIdPipe();

  constructor(
    private readonly reflector: Reflector,
    private readonly authenticators: Authenticators,
    private readonly places: Places,
    private readonly refusals: Refusals,
    private readonly keeping: FormKeeping,
    private readonly unitOfWork: UnitOfWork,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** @throws Problem `unauthenticated`, `forbidden`, `not-found`, `cross-site`; SeeOther where a page asks to sign in */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const metadata = this.reflector.getAllAndOverride<AllowMetadata | undefined>(ALLOW, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (metadata === undefined) throw new Error('A route does not say who may use it');
    const caller = await this.callerOf(request, metadata);
    await this.refuseCrossSite(context, request, caller);
    if (metadata.access === 'public') {
      dropFormToken(request);
      this.enter(caller);
      return true;
    }
    if (caller === null) throw await this.unauthenticated(context, request);
    assertFinished(request, caller, metadata);
    const actor =
      metadata.access === 'signed-in'
        ? caller.actor
        : await this.permit(request, caller.actor, metadata.access, metadata.unplaced ?? []);
    this.enter({ ...caller, actor });
    const isShown = this.reflector.get<boolean | undefined>(SHOWN_AGAIN, context.getHandler()) === true;
    if (caller.formToken !== undefined && !isShown) await this.keeping.dropSentAgain(request, actor.id);
    dropFormToken(request);
    return true;
  }

  private async refuseCrossSite(context: ExecutionContext, request: Request, caller: Caller | null): Promise<void> {
    if (caller?.actor.scopes !== undefined) return;
    try {
      refuseCrossSite(request, caller?.formToken, this.config.publicUrl);
    } catch (error) {
      if (!(error instanceof StaleForm) || caller === null) throw error;
      const page = await this.keepForm(context, request, caller.actor.id);
      throw page === undefined ? error : new SeeOther(page);
    }
  }

  private async unauthenticated(context: ExecutionContext, request: Request): Promise<Error> {
    const page = isPage(request) ? await this.keepForm(context, request) : undefined;
    if (page === undefined) return unauthenticated(request);
    return new SeeOther(`/sign-in?${new URLSearchParams({ next: page, kept: 'yes' }).toString()}`);
  }

  /** Keeps a form that came too late. @returns the page that shows it again; undefined where it is not kept */
  private async keepForm(context: ExecutionContext, request: Request, personId?: string): Promise<string | undefined> {
    const handler = context.getHandler();
    if (this.reflector.get<boolean | undefined>(TAKES_FORM, handler) !== true) return undefined;
    if (!(await this.keeping.keep(request, personId))) return undefined;
    const isShown = this.reflector.get<boolean | undefined>(SHOWN_AGAIN, handler) === true;
    return isShown ? request.path : `/kept-form?${new URLSearchParams({ path: request.path }).toString()}`;
  }

  /** A public page is shown to whoever has a session that ended, too. */
  private async callerOf(request: Request, { access }: AllowMetadata): Promise<Caller | null> {
    try {
      return await this.authenticators.authenticate(request);
    } catch (error) {
      // Whoever it is, they may: a page says what it says, and health tells itself whether the database answers.
      if (access === 'public') return null;
      throw error;
    }
  }

  private enter(caller: Caller | null): void {
    const context = requestContext();
    if (context !== undefined && caller !== null) context.caller = caller;
  }

  private async permit(
    request: Request,
    actor: Actor,
    permission: Permission,
    unplaced: readonly string[],
  ): Promise<Actor> {
    const placed = Object.entries(request.params as Record<string, string>).filter(
      ([name]) => this.places.knows(name) && !unplaced.includes(name),
    );
    const section = sectionOf(request);
    let decision = placed.length === 0 ? decide(actor, permission, undefined) : undefined;
    let trustId: string | undefined;
    const route = routeOf(request);
    for (const [name, text] of placed) {
      const id = this.ids.transform(text);
      const place = await this.unitOfWork.read((manager) => this.places.find(manager, name, id));
      if (place === undefined) {
        // To guess ids is an attempt, but not for whoever reaches everything.
        if (!may(actor, permission, {})) {
          await this.refusals.record(actor, { route, permission, outcome: 'not-reached' });
        }
        throw notFound(wordsOf(name), id);
      }
      decision = decide(actor, permission, place, section);
      trustId = place.trustId;
      if (decision.outcome !== 'allowed') break;
    }
    if (decision?.outcome === 'allowed') return { ...actor, role: decision.role };
    const outcome = decision?.outcome ?? 'not-permitted';
    await this.refusals.record(actor, { route, permission, outcome, trustId });
    const [name, id] = placed[0] ?? ['', ''];
    if (outcome === 'not-reached') throw notFound(wordsOf(name), id);
    throw forbidden(outcome === 'out-of-scope');
  }
}

/** The same words, whether there is none or one of somebody else's. @param name such as `deploymentId` */
function wordsOf(name: string): string {
  const words: Readonly<Record<string, string>> = { evidenceId: 'evidence item', keyId: 'key', snapshotId: 'snapshot' };
  return words[name] ?? name.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function sectionOf({ params }: Request): string | undefined {
  const { section } = params;
  return typeof section === 'string' ? section : undefined;
}

/** It is no field of the form itself. An operation of the API has no such field: there it is as unknown as any other. */
function dropFormToken(request: Request): void {
  const body: unknown = request.path.toLowerCase().startsWith('/api/') ? undefined : request.body;
  if (typeof body === 'object' && body !== null) Reflect.deleteProperty(body, FORM_TOKEN);
}

function forbidden(outOfScope = false): Problem {
  return new Problem(
    'forbidden',
    outOfScope ? 'The key was not made for this.' : 'You may see this, but your role does not let you do it.',
  );
}

function unauthenticated(request: Request): Error {
  if (isPage(request)) return new SeeOther(`/sign-in${nextOf(request)}`);
  return new Problem('unauthenticated', 'Sign in, or send a key as `Authorization: Bearer …`.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="Site readiness"' },
  });
}

function assertFinished(request: Request, { unfinished }: Caller, { whileUnfinished = [] }: AllowMetadata): void {
  if (unfinished === undefined || whileUnfinished.includes(unfinished)) return;
  if (isPage(request)) throw new SeeOther(`${NEXT_STEP[unfinished]}${nextOf(request)}`);
  throw new Problem('unauthenticated', 'The sign-in is not finished: the second factor is missing.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="Site readiness"' },
  });
}

/** What a person at a browser asked for, and not a program. */
function isPage(request: Request): boolean {
  if (/^\/(?:api|health)(?:\/|$)/i.test(request.path)) return request.method === 'GET' && prefersHtml(request);
  return request.accepts(['application/problem+json', 'application/json', 'text/html']) === 'text/html';
}

/** A link to a file that somebody follows: browsers name HTML, programs do not. */
function prefersHtml({ headers }: Request): boolean {
  return headers.accept?.includes('text/html') === true && headers.authorization === undefined;
}

/** The page to come back to, for what can be asked for again. */
function nextOf({ method, originalUrl }: Request): string {
  if (method !== 'GET' || originalUrl === '/' || originalUrl.length > LONGEST_NEXT) return '';
  return `?${new URLSearchParams({ next: originalUrl }).toString()}`;
}
