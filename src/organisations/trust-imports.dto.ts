import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { COMPARED, type ComparedField, type DifferenceKind } from './trust-differences.js';

const LARGEST_FILE = 1_000_000;
const KINDS = ['new', 'changed', 'closed', 'reopened'] as const satisfies readonly DifferenceKind[];

export class PreviewTrustImport {
  /** The text of the official file: `etr.csv` of the Organisation Data Service, with or without a header */
  @ApiProperty({
    maxLength: LARGEST_FILE,
    example:
      '"ZZ97","MADE UP NHS TRUST","Y61","","TRUST HEADQUARTERS","","","FENMERE","","ZE1 0AA","20200401","","","","","","","","","","","1","","","","",""',
  })
  @IsString()
  @MaxLength(LARGEST_FILE)
  csv: string;
}

export class ApplyTrustImport extends PreviewTrustImport {
  /** `digest` of the preview that somebody has looked at */
  @ApiProperty({
    pattern: '^[0-9a-f]{64}$',
    example: 'f472a3cc8fb14b507076632f98de52e286f85001d5cf2fbc6965332da54019ff',
  })
  @Matches(/^[0-9a-f]{64}$/, { message: 'digest must be that of a preview: 64 hexadecimal digits' })
  digest: string;
}

export class TrustFieldChange {
  /** Which field */
  @ApiProperty({ enum: COMPARED })
  field: ComparedField;

  /** What is here now; null for nothing */
  @ApiProperty({ type: String, nullable: true })
  before: string | null;

  /** What the file has; null for nothing */
  @ApiProperty({ type: String, nullable: true })
  after: string | null;
}

export class TrustDifferenceView {
  /** What the file makes of it */
  @ApiProperty({ enum: KINDS })
  kind: DifferenceKind;

  /** ODS code */
  code: string;

  /** Official name, as the file has it */
  name: string;

  /** The trust that is here; null for a new one */
  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  trustId: string | null;

  /** Its last day by the file; null while it is open */
  @ApiProperty({ type: String, nullable: true, format: 'date' })
  closedOn: string | null;

  /** Field by field */
  @ApiProperty({ type: [TrustFieldChange] })
  changes: readonly TrustFieldChange[];
}

/** A trust that is closed, and that deployments hang on: somebody has to say who succeeded it. */
export class ClosedTrustInUse {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  trustId: string;

  /** ODS code */
  code: string;

  /** Name */
  name: string;

  /** Its last day */
  @ApiProperty({ format: 'date' })
  closedOn: string;

  /** Deployments at its sites */
  @ApiProperty({ type: 'integer' })
  deployments: number;
}

export class MissingTrust {
  /** Opaque id */
  @ApiProperty({ format: 'uuid' })
  trustId: string;

  /** ODS code */
  code: string;

  /** Name */
  name: string;
}

/** What a file would change. */
export class TrustImportPreview {
  /** Stands for all that would be changed: sent back, so that nothing else is */
  digest: string;

  /** Trusts that would be added, changed, closed and reopened, by code */
  @ApiProperty({ type: [TrustDifferenceView] })
  differences: readonly TrustDifferenceView[];

  /** Trusts of the file that are here just so */
  @ApiProperty({ type: 'integer' })
  unchanged: number;

  /** Trusts here that the file does not have; they stay as they are */
  @ApiProperty({ type: [MissingTrust] })
  missing: readonly MissingTrust[];

  /** Closed trusts with deployments and without a successor */
  @ApiProperty({ type: [ClosedTrustInUse] })
  closedInUse: readonly ClosedTrustInUse[];
}

/** How many trusts an import has changed. */
export class TrustImportResult {
  /** Trusts that were added */
  @ApiProperty({ type: 'integer' })
  added: number;

  /** Trusts that were changed */
  @ApiProperty({ type: 'integer' })
  changed: number;

  /** Trusts that were closed */
  @ApiProperty({ type: 'integer' })
  closed: number;

  /** Trusts that were opened again */
  @ApiProperty({ type: 'integer' })
  reopened: number;

  /** Trusts of the file that were here just so */
  @ApiProperty({ type: 'integer' })
  unchanged: number;
}
