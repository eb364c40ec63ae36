/**
 * Free text must hold no patient's NHS number. A stand-alone token of ten digits (3-3-4 spacing allowed) that passes
 * the modulus 11 check of the NHS Data Dictionary is refused, unless it stands in a URL or straight after a letter,
 * `#` or `/`, as order and reference numbers do (`REF-9434765919` is one token, too; a bullet's `-` is not).
 */
const CANDIDATE = /(?<![\p{L}\p{N}#/]|[\p{L}\p{N}][_-]|\p{N}\.)(\d{3})([\p{Zs}\t-]?)(\d{3})\2(\d{4})(?![\p{L}\p{N}])/gu;
// The scheme's length is bounded, or a long text of letters and hyphens would take quadratic time.
const URL_TOKEN = /\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+|\bwww\.\S+/giu;

/** Characters that are not seen, and would hide a number from the eye of this check but not from a reader. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|(?![\t\n])\p{Cc}/gu;
const SPACES = /[\p{Zs}\t]+/gu;
/** Word makes a dash of a hyphen by itself, and a letter copied from it holds hyphens that do not break. */
const DASHES = /[\p{Pd}\u2212]/gu;
const ASCII = /^[\0-\x7f]*$/;

/** The first NHS number found in the text, as it is written or as it will be seen; undefined when there is none. */
export function findNhsNumber(text: string): string | undefined {
  // NFKC makes plain digits of those that are wide, raised or in circles.
  const plain = ASCII.test(text) ? text : text.normalize('NFKC').replace(DASHES, '-');
  // Most texts hold far fewer digits, and the patterns are dear.
  if (!hasTenDigits(plain)) return undefined;
  return findWritten(text) ?? findWritten(plain.replace(UNSEEN, '').replace(SPACES, ' '));
}

function hasTenDigits(text: string): boolean {
  let digits = 0;
  for (let i = 0; i < text.length && digits < 10; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits === 10;
}

function findWritten(text: string): string | undefined {
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
