import { ApiProperty } from '@nestjs/swagger';

/** A tool in short. */
export class ToolSummary {
  /** Id of the profile, such as `echogo-pro` */
  @ApiProperty({ example: 'echogo-pro' })
  id: string;

  /** Name of the product */
  name: string;

  /** Who supplies it */
  supplier: string;

  /** What kind of tool it is */
  kind: string;

  /** What its supplier intends it for */
  intendedUse: string;
}

export class ToolList {
  /** All tools */
  items: ToolSummary[];

  /** Always null: the list has one page */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
