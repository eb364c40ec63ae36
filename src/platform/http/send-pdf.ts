import type { Response } from 'express';

/** Sends a PDF to be shown, with the name to save it under. */
export function sendPdf(response: Response, bytes: Uint8Array, fileName: string): void {
  response
    .status(200)
    .type('application/pdf')
    .set('Content-Disposition', `inline; filename="${fileName}"`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
