import { Entity, Index } from 'typeorm';
import type { Scope } from '../platform/access/permissions.js';
import { Id, Instant, Json, Text } from '../platform/database/columns.js';
import { RoleColumns } from './role-columns.js';

/** A key of a program: one role at one place, narrowed by scopes. */
@Entity('api_keys')
@Index('api_keys_by_creation', ['createdAt', 'id'])
export class ApiKeyEntity extends RoleColumns {
  @Id()
  id: string;

  @Text({ length: 200 })
  name: string;

  /** The start of the key, by which people tell it from others and the service finds it */
  @Index('api_keys_by_prefix', { unique: true })
  @Text({ length: 20 })
  prefix: string;

  /** SHA-256 of the whole key, which is random and long */
  @Text({ length: 64 })
  secretHash: string;

  @Json()
  scopes: readonly Scope[];

  @Instant()
  createdAt: Date;

  @Text({ length: 64 })
  createdBy: string;

  @Instant()
  expiresAt: Date;

  /** To the minute */
  @Instant({ nullable: true })
  lastUsedAt: Date | null;

  @Instant({ nullable: true })
  endedAt: Date | null;
}
