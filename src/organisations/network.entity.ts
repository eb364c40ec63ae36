import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Instant, Text, WholeNumberColumn } from '../platform/database/columns.js';
import { TrustEntity } from './trust.entity.js';

/** Several trusts that look at their results together, such as an imaging network. */
@Entity('networks')
export class NetworkEntity {
  @Id()
  id: string;

  @Index('networks_by_name', { unique: true })
  @Text({ length: 200 })
  name: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}

/** A trust's part in a network. */
@Entity('network_trusts')
export class NetworkTrustEntity {
  @ForeignKey('NetworkEntity')
  @PrimaryColumn('varchar', { length: 36 })
  networkId: string;

  @ForeignKey(() => TrustEntity)
  @Index('network_trusts_by_trust')
  @PrimaryColumn('varchar', { length: 36 })
  trustId: string;
}
