import { Global, Module } from '@nestjs/common';
import { AccessGuard } from './access-guard.js';
import { Authenticators } from './authenticators.js';
import { Downloads } from './downloads.js';
import { FormKeeping } from './form-keeping.js';
import { Places } from './places.js';
import { RecordRefusals } from './record-refusals.js';
import { Refusals } from './refusals.js';
import { RouteCheck } from './route-check.js';

/** Who may do what: asked before every route. */
@Global()
@Module({
  providers: [AccessGuard, Authenticators, Downloads, FormKeeping, Places, RecordRefusals, Refusals, RouteCheck],
  exports: [AccessGuard, Authenticators, Downloads, FormKeeping, Places, RecordRefusals, Refusals],
})
export class AccessModule {}
