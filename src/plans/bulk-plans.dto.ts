import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsUUID, ValidateIf } from 'class-validator';

const MOST = 5000;

/** Which plans are to be made. */
export class OrderPlans {
  /** Only of these deployments; left out: of all */
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: MOST,
    uniqueItems: true,
  })
  @ValidateIf((_, value) => value !== undefined)
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST)
  @ArrayUnique()
  @IsUUID('all', { each: true, message: '$property must hold ids as the service gave them' })
  deploymentIds?: string[];
}
