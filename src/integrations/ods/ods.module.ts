import { Global, Module } from '@nestjs/common';
import { READ_TRUST_FILE } from '../../organisations/official-trust.js';
import { readTrustFile } from './read-trust-file.js';

/** The Organisation Data Service's file of trusts, for whoever takes trusts over. */
@Global()
@Module({
  providers: [{ provide: READ_TRUST_FILE, useValue: readTrustFile }],
  exports: [READ_TRUST_FILE],
})
export class OdsModule {}
