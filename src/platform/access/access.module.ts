import { Global, Module } from '@nestjs/common';
import { AccessGuard } from './access-guard.js';
import { Authenticators } from './authenticators.js';
import { Downloads } from './downloads.js';
import { Places } from './places.js';
import { Refusals } from './refusals.js';
import { RouteCheck } from './route-check.js';

/** Who may do what: asked before every route. */
@Global()
@Module({
  providers: [AccessGuard, Authenticators, Downloads, Places, Refusals, RouteCheck],
  exports: [AccessGuard, Authenticators, Downloads, Places],
})
export class AccessModule {}
