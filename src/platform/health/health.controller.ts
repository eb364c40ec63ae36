import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Allow } from '../access/allow.js';
import { Problem } from '../problem/problem.js';
import { HealthChecks } from './health-checks.js';

const RETRY_SECONDS = 5;

/** For whatever watches over the process. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  /** The process answers. */
  @Get('live')
  @Allow('public')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It can take requests. @throws Problem `busy` while it starts, stops or cannot reach its database */
  @Get('ready')
  @Allow('public')
  async ready(): Promise<{ status: 'ok' }> {
    const failing = await this.checks.failing();
    if (failing.length === 0) return { status: 'ok' };
    throw new Problem('busy', `Not ready: ${failing.join(', ')}.`, {
      headers: { 'Retry-After': String(RETRY_SECONDS) },
    });
  }
}
