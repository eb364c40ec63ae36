import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Sends a reply as its pieces are made, each when the caller has taken the one before. When the caller leaves, no further
 * piece is made.
 *
 * @param begin called when the first piece is there, so that what cannot be read is told as such: sets status and headers
 */
export async function sendPieces(
  response: Response,
  pieces: AsyncGenerator<Buffer | string>,
  begin: () => Promise<void>,
): Promise<void> {
  const first = await pieces.next();
  try {
    await begin();
  } catch (error) {
    await pieces.return(undefined);
    throw error;
  }
  if (first.done !== true) response.write(first.value);
  try {
    await pipeline(Readable.from(pieces), response);
  } catch (error) {
    // Whoever asked has left.
    if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
