import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { GainCurve } from '../core/contracts/allocation.js';
import { Json } from '../platform/database/columns.js';

/** What hours of the vendor's would bring one deployment, apart from what lists read. */
@Entity('portfolio_curves')
export class GainCurveEntity {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey('DeploymentEntity')
  deploymentId: string;

  @Json()
  curve: GainCurve;
}
