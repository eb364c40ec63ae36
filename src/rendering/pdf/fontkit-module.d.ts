/** The part of fontkit that is used here; the package brings no declarations of its own */
declare module 'fontkit' {
  export interface Font {
    readonly postscriptName: string;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): { readonly id: number };
    layout(text: string): { readonly advanceWidth: number };
  }
  export function create(data: Uint8Array): Font;
}
