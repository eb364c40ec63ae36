import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';
import { OneOf } from '../platform/http/fields.js';
import { EXPORT_FORMATS, type ExportFormat } from './portfolio.dto.js';

/** Characters of base64 that the largest workbook has */
const LARGEST_CONTENT = 6_700_000;

export class PreviewPortfolioImport {
  /** Which of the formats of `GET /api/v1/portfolio/export` it is */
  @ApiProperty({ enum: EXPORT_FORMATS, example: 'csv' })
  @OneOf(EXPORT_FORMATS)
  format: ExportFormat;

  /** The text of CSV or JSON, or the workbook in base64. At most 5 MB and 5,000 rows. No patient data */
  @ApiProperty({
    maxLength: LARGEST_CONTENT,
    example: 'deploymentId,owner\r\n7f0c2f2e-5a7c-4a55-9d3c-0f4a1b7c9d10,Deployment team South\r\n',
  })
  @IsString()
  @MaxLength(LARGEST_CONTENT)
  content: string;
}

export class ApplyPortfolioImport extends PreviewPortfolioImport {
  /** `digest` of the preview that somebody has looked at */
  @ApiProperty({
    pattern: '^[0-9a-f]{64}$',
    example: 'f472a3cc8fb14b507076632f98de52e286f85001d5cf2fbc6965332da54019ff',
  })
  @Matches(/^[0-9a-f]{64}$/, { message: 'digest must be that of a preview: 64 hexadecimal digits' })
  digest: string;
}

/** A site that somebody else would look after. */
export class OwnerChange {
  /** Id of the deployment */
  @ApiProperty({ format: 'uuid' })
  deploymentId: string;

  /** Id of the tool's profile */
  toolId: string;

  /** Name of the trust */
  trustName: string;

  /** Name of the site */
  siteName: string;

  /** Who looks after it now; null for nobody */
  @ApiProperty({ type: String, nullable: true })
  before: string | null;

  /** Who would; null for nobody */
  @ApiProperty({ type: String, nullable: true })
  after: string | null;
}

/** Something wrong with the file. */
export class ImportFaultView {
  /** Line of CSV or row of the sheet, from 1, or index among the items of JSON, from 0; null: the file as a whole */
  @ApiProperty({ type: 'integer', nullable: true })
  row: number | null;

  /** Name of the column; null: the row as a whole */
  @ApiProperty({ type: String, nullable: true })
  column: string | null;

  /** What is wrong and what is allowed */
  detail: string;
}

/** What a file would change. */
export class PortfolioImportPreview {
  /** Stands for all that would be changed: sent back, so that nothing else is. Null while anything is wrong with the file */
  @ApiProperty({ type: String, nullable: true, pattern: '^[0-9a-f]{64}$' })
  digest: string | null;

  /** Sites that somebody else would look after, by name; none while anything is wrong */
  @ApiProperty({ type: [OwnerChange] })
  changes: readonly OwnerChange[];

  /** Sites of the file that stay as they are; 0 while anything is wrong */
  @ApiProperty({ type: 'integer' })
  unchanged: number;

  /** Columns of the file that are not taken over */
  @ApiProperty({ type: [String] })
  ignoredColumns: readonly string[];

  /** The first 200 things that are wrong with the file, from top to bottom */
  @ApiProperty({ type: [ImportFaultView] })
  errors: readonly ImportFaultView[];

  /** How many there are in all */
  @ApiProperty({ type: 'integer' })
  errorCount: number;
}

/** How many sites an import has changed. */
export class PortfolioImportResult {
  /** Sites that somebody else looks after now */
  @ApiProperty({ type: 'integer' })
  changed: number;

  /** Sites of the file that stayed as they were */
  @ApiProperty({ type: 'integer' })
  unchanged: number;
}
