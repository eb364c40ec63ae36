import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { OpenIdConnect } from '../../accounts/open-id-connect.service.js';
import { SessionsService } from '../../accounts/sessions.service.js';
import { setSessionCookie } from '../../accounts/session-cookie.js';
import { Allow } from '../../platform/access/allow.js';
import type { Caller } from '../../platform/access/authenticators.js';
import { CurrentCaller } from '../../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { endFormer } from './former-session.js';
import { nextPath } from './next-path.js';
import { NextQuery, origin } from './sign-in.controller.js';

const COOKIE = '__Host-sign-in';
const TEN_MINUTES = 600_000;
const KEPT = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** What a provider sends back: the library reads it, and what it does not know is left alone (RFC 6749, 4.1.2). */
type CallbackQuery = Readonly<Record<string, unknown>>;

/** Signing in through one's organisation. */
@ApiExcludeController()
@Controller('sign-in/organisation')
export class OrganisationController {
  constructor(
    private readonly provider: OpenIdConnect,
    private readonly sessions: SessionsService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get()
  @Allow('public')
  async begin(@Query() { next }: NextQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    if (isFromElsewhere(request)) {
      // A link of another site signs nobody in: it leads to where they press the button themselves.
      const query = next === undefined ? '' : `?${new URLSearchParams({ next: nextPath(next) }).toString()}`;
      response.redirect(303, `/sign-in${query}`);
      return;
    }
    const base = this.config.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
    const { url, kept } = await this.provider.begin(`${base}/sign-in/organisation/callback`, nextPath(next));
    response.cookie(COOKIE, kept, { ...KEPT, maxAge: TEN_MINUTES }).redirect(303, url);
  }

  @Get('callback')
  @Allow('public')
  async finish(
    @Query() _query: CallbackQuery,
    @CurrentCaller() caller: Caller | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    // Once, whatever comes of it: the same answer of the provider works no second time.
    response.clearCookie(COOKIE, KEPT);
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?'));
    const { token, next } = await this.provider.finish(query, keptBy(request), origin(request).device);
    await endFormer(this.sessions, caller);
    setSessionCookie(response, token);
    response.redirect(303, nextPath(next));
  }
}

function keptBy({ headers }: Request): string | undefined {
  const found = (headers.cookie ?? '').split(';').map((part) => part.trim().split('=', 2));
  // What is sealed needs no escapes in a cookie; anything else opens to nothing.
  return found.find(([name]) => name === COOKIE)?.[1];
}

function isFromElsewhere({ headers }: Request): boolean {
  const site = headers['sec-fetch-site'];
  return site === 'cross-site' || site === 'same-site';
}
