import { findNhsNumber } from '../core/contracts/nhs-number.js';
import { Problem } from '../platform/problem/problem.js';

const LONGEST = 300;
/** Controls, what leaves no ink and what turns the direction of the text, so that `exe.pdf` might be read where `fdp.exe` stands. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}\p{Default_Ignorable_Code_Point}]/gu;
/** Characters that no name has on one system or another */
const FORBIDDEN = /[<>:"|?*]/g;
/** What stands between the words of a name, where a text has spaces */
const SEPARATORS = /[_.+]/g;

/**
 * A name to keep and to save the file under: without folders, controls and what is not seen, and none that hides itself.
 *
 * @throws Problem `invalid-request` when nothing is left, it is too long, or it holds a patient's NHS number
 */
export function cleanFileName(uploaded: string): string {
  const [last = ''] = uploaded.normalize('NFC').split(/[/\\]/).slice(-1);
  const name = last
    .replace(UNSEEN, '')
    .replace(FORBIDDEN, '_')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (name === '') throw wrongName('empty-text', 'The file needs a name that can be read.');
  if (name.length > LONGEST) {
    const detail = `The name has ${String(name.length)} characters; at most ${String(LONGEST)} are taken.`;
    throw wrongName('too-long', detail);
  }
  if (findNhsNumber(name) !== undefined || findNhsNumber(name.replace(SEPARATORS, ' ')) !== undefined) {
    const detail = "The file's name holds what looks like a patient's NHS number; leave patients out.";
    throw wrongName('nhs-number', detail);
  }
  return name;
}

/** The end of a name that says what kind of file it is, in small letters; undefined when it has none. */
export function extensionOf(name: string): string | undefined {
  return /.\.([a-z][a-z0-9]{0,15})$/i.exec(name)?.[1]?.toLowerCase();
}

function wrongName(code: string, detail: string): Problem {
  return new Problem('invalid-request', 'The file cannot be kept. Nothing was stored.', {
    errors: [{ pointer: '/file', code, detail }],
  });
}
