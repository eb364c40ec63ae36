import { renderSVG } from 'uqr';

/** A QR code as the address of a picture, which needs no request: nothing of it is kept anywhere. */
export function qrPicture(text: string): string {
  const svg = renderSVG(text, { border: 4, pixelSize: 6 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
