/**
 * Free text must hold no patient's NHS number. A stand-alone token of ten digits (3-3-4 spacing allowed) that passes
 * the modulus 11 check of the NHS Data Dictionary is refused, unless it stands in a URL or straight after a letter,
 * `#` or `/`, as order and reference numbers do.
 */
const CANDIDATE = /(?<![\p{L}\p{N}#/._-])(\d{3})([ -]?)(\d{3})\2(\d{4})(?![\p{L}\p{N}])/gu;
const URL_TOKEN = /\b[a-z][a-z0-9+.-]*:\/\/\S+|\bwww\.\S+/giu;

/** The first NHS number found in the text, as written there, or undefined. */
export function findNhsNumber(text: string): string | undefined {
  if (text.length < 10) return undefined;
  const outsideUrls = text.replace(URL_TOKEN, (url) => ' '.repeat(url.length));
  for (const match of outsideUrls.matchAll(CANDIDATE)) {
    const digits = match[0].replace(/\D/g, '');
    if (passesModulus11(digits)) return match[0];
  }
  return undefined;
}

function passesModulus11(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i += 1) sum += Number(digits[i]) * (10 - i);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]);
}
