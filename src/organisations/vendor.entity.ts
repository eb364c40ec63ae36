import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Id, Instant, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';

/** Who makes and supports AI tools. */
@Entity('vendors')
export class VendorEntity {
  @Id()
  id: string;

  @Index('vendors_by_name', { unique: true })
  @Text({ length: 200 })
  name: string;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;

  @Instant()
  updatedAt: Date;
}

/** Whose a tool is: one vendor's. */
@Entity('vendor_tools')
export class VendorToolEntity {
  @PrimaryColumn('varchar', { length: 60 })
  toolId: string;

  @ForeignKey('VendorEntity')
  @Index('vendor_tools_by_vendor')
  @Reference()
  vendorId: string;
}
