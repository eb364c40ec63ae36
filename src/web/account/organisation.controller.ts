import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Request, Response } from 'express';
import { OpenIdConnect } from '../../accounts/open-id-connect.service.js';
import { setSessionCookie } from '../../accounts/session-cookie.js';
import { Allow } from '../../platform/access/allow.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { nextPath } from './next-path.js';
import { NextQuery, origin } from './sign-in.controller.js';

const COOKIE = '__Host-sign-in';
const TEN_MINUTES = 600_000;
const LONGEST = 4000;
const KEPT = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' } as const;

/** What a provider sends back; the library reads it. */
export class CallbackQuery {
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  code?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  state?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  session_state?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  iss?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  error?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  error_description?: string;

  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  error_uri?: string;
}

/** Signing in through one's organisation. */
@ApiExcludeController()
@Controller('sign-in/organisation')
export class OrganisationController {
  constructor(
    private readonly provider: OpenIdConnect,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get()
  @Allow('public')
  async begin(@Query() { next }: NextQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    const base = this.config.publicUrl ?? `${request.protocol}://${request.headers.host ?? ''}`;
    const { url, kept } = await this.provider.begin(`${base}/sign-in/organisation/callback`, nextPath(next));
    response.cookie(COOKIE, kept, { ...KEPT, maxAge: TEN_MINUTES }).redirect(303, url);
  }

  @Get('callback')
  @Allow('public')
  async finish(@Query() _query: CallbackQuery, @Req() request: Request, @Res() response: Response): Promise<void> {
    // Once, whatever comes of it: the same answer of the provider works no second time.
    response.clearCookie(COOKIE, KEPT);
    const query = request.originalUrl.slice(request.originalUrl.indexOf('?'));
    const { token, next } = await this.provider.finish(query, keptBy(request), origin(request).device);
    setSessionCookie(response, token);
    response.redirect(303, nextPath(next));
  }
}

function keptBy({ headers }: Request): string | undefined {
  const found = (headers.cookie ?? '').split(';').map((part) => part.trim().split('=', 2));
  const value = found.find(([name]) => name === COOKIE)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}
