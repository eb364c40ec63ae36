import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../platform/access/allow.js';
import type { Request, Response } from 'express';
import { negotiate } from '../platform/http/negotiate.js';
import { notFound } from '../platform/problem/problem.js';
import { problemKind, PROBLEMS, type ProblemKind } from '../platform/problem/problem-table.js';
import { HOME, PageRenderer, type PageLink } from './page-renderer.js';

const TITLE = 'Errors of the API';
const LIST: PageLink = { href: '/problems', text: TITLE };

/** What each problem of the API means: the pages that the `type` of a problem points to. */
@ApiExcludeController()
@Controller('problems')
export class ProblemsController {
  constructor(private readonly pages: PageRenderer) {}

  @Get()
  @Allow('public')
  list(@Req() request: Request, @Res() response: Response): void {
    const problems = Object.entries(PROBLEMS).map(([code, kind]) => ({ code, ...kind }));
    if (negotiate(request, ['application/json', 'text/html']) === 'application/json') {
      response.json({ items: problems, next: null });
      return;
    }
    this.pages.send(response, 'pages/problem/list', { title: TITLE, trail: [HOME], problems });
  }

  @Get(':code')
  @Allow('public')
  get(@Param('code') code: string, @Req() request: Request, @Res() response: Response): void {
    const kind: ProblemKind | undefined = problemKind(code);
    if (kind === undefined) throw notFound('problem', code);
    const problem = { code, ...kind };
    if (negotiate(request, ['application/json', 'text/html']) === 'application/json') {
      response.json(problem);
      return;
    }
    this.pages.send(response, 'pages/problem/index', { title: kind.title, trail: [HOME, LIST], problem });
  }
}
