import { ApiProperty } from '@nestjs/swagger';

/** How many sites there are of one kind. */
export class CountOf {
  /** The kind: a queue or `none`, the number of a stage, a band, a tool, a region, an owner, or the id of a gate */
  value: string;

  /** Sites */
  @ApiProperty({ type: 'integer' })
  sites: number;
}

/** What a portfolio holds, by what it can be narrowed by. */
export class PortfolioSummary {
  /** Sites that the filters let through */
  @ApiProperty({ type: 'integer' })
  sites: number;

  /** Sites whose entry waits to be worked out anew after a change */
  @ApiProperty({ type: 'integer' })
  waiting: number;

  /** By queue, in their order; the last is `none` */
  queues: CountOf[];

  /** By stage, from 0 on */
  stages: CountOf[];

  /** By band, from the lowest on */
  bands: CountOf[];

  /** By tool */
  tools: CountOf[];

  /** By region */
  regions: CountOf[];

  /** By owner in the vendor's team */
  owners: CountOf[];

  /** By closed gate, the one that most sites wait for first */
  blockers: CountOf[];
}
