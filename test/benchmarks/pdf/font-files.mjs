/** The files of the typeface that all contestants set, as src/rendering/pdf/fonts.ts reads them. */
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

export const FONT_FILES = {
  regular: resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  semibold: resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
};
