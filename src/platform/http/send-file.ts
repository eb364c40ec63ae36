import type { Request, Response } from 'express';
import { sendPieces } from './send-pieces.js';

/** A file that is made as it is taken away. */
export interface FileInPieces {
  /** Media type, with its character set where it is text */
  readonly type: string;
  readonly name: string;
  /** Whether another `Accept` would get another file */
  readonly negotiated: boolean;
  /** Begins to make it */
  readonly pieces: () => AsyncGenerator<Buffer | string>;
  /** Puts on record that it is taken away, before its first byte */
  readonly record: () => Promise<void>;
}

/** Sends a file as its pieces are made; whoever asks for the head alone takes nothing away. */
export async function sendFile(request: Request, response: Response, file: FileInPieces): Promise<void> {
  const setHead = (): void => {
    response.status(200).type(file.type).set('Cache-Control', 'private, no-store');
    if (file.negotiated) response.vary('Accept');
    response.set('Content-Disposition', `attachment; filename="${file.name}"`);
  };
  if (request.method === 'HEAD') {
    setHead();
    response.end();
    return;
  }
  await sendPieces(response, file.pieces(), async () => {
    await file.record();
    setHead();
  });
}
