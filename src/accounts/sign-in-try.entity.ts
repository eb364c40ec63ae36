import { Entity, PrimaryColumn } from 'typeorm';
import { Json } from '../platform/database/columns.js';

/** Tries to sign in that failed lately, for one account or one address. */
@Entity('sign_in_tries')
export class SignInTryEntity {
  /** Hash of the account's e-mail address or of the network address, so that neither is kept */
  @PrimaryColumn('varchar', { length: 64 })
  subject: string;

  /** Instants, milliseconds since 1970 */
  @Json()
  failures: readonly number[];
}
