/** Characters that a secret must have at least, each different: `changeme` again and again is none. */
const FEWEST_DIFFERENT = 12;
const PLACEHOLDERS = /change.?me|example|secret.?key|password|placeholder|0123456789|abcdef/i;

/** Whether a secret may be one: neither a placeholder nor a few characters over and over. Its length is checked elsewhere. */
export function isStrongSecret(text: string): boolean {
  return new Set(text).size >= FEWEST_DIFFERENT && !PLACEHOLDERS.test(text);
}

/** `https://host`, without a path: links are made of it. `http` only for this machine. */
export function isOrigin(text: string): boolean {
  return isWebAddress(text) && new URL(text).origin === text;
}

export function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}
