import type { Request, Response } from 'express';

/**
 * Sends a PDF with the name to save it under: to be shown where a browser follows a link, to be saved where a program or
 * Swagger UI asks for it, which would show its bytes as text.
 */
export function sendPdf(request: Request, response: Response, bytes: Uint8Array, fileName: string): void {
  const followsLink = request.accepts(['application/pdf', 'text/html']) === 'text/html';
  response
    .status(200)
    .type('application/pdf')
    .vary('Accept')
    .set('Content-Disposition', `${followsLink ? 'inline' : 'attachment'}; filename="${fileName}"`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
