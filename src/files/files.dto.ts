import { ApiProperty } from '@nestjs/swagger';

export class FileView {
  /** Opaque id, which evidence items name as `fileId` */
  @ApiProperty({ format: 'uuid' })
  id: string;

  /** The assessment that it was uploaded for */
  @ApiProperty({ format: 'uuid' })
  assessmentId: string;

  /** Name as it was uploaded, without folders and characters that nobody sees */
  @ApiProperty({ example: 'dpia-signed.pdf' })
  name: string;

  /** What it is by its content */
  @ApiProperty({ example: 'application/pdf' })
  mediaType: string;

  /** Size of the content */
  @ApiProperty({ type: 'integer', minimum: 1 })
  bytes: number;

  /** SHA-256 of the content, in hexadecimal */
  @ApiProperty({ pattern: '^[0-9a-f]{64}$' })
  hash: string;

  /** When, UTC */
  uploadedAt: Date;

  /** Id of the person or program that uploaded it */
  uploadedBy: string;
}

export class FilePage {
  /** Files of this page, the newest first */
  items: FileView[];

  /** Cursor of the next page; null on the last */
  @ApiProperty({ type: String, nullable: true })
  next: string | null;
}
