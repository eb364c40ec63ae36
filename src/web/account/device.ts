/** Browsers in the order in which their names must be looked for: each carries the names of those after it. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** A browser in words for the list of sessions, such as "Firefox on Windows"; nothing of what it sent is kept as it is. */
export function deviceOf(userAgent: string | undefined): string {
  const find = (names: typeof BROWSERS): string | undefined => names.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  return `${find(BROWSERS) ?? 'A browser'} on ${find(SYSTEMS) ?? 'an unknown system'}`;
}
