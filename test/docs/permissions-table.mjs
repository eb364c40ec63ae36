/** docs/permissions.md, made from the table that the guard asks. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROLES } from '../../dist/platform/access/grants.js';
import { PERMISSIONS } from '../../dist/platform/access/permissions.js';

export const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/permissions.md');
const [BEGIN, END] = ['<!-- permissions: begin -->', '<!-- permissions: end -->'];

/** @param permissions by name: what it lets somebody do, roles, scope of keys (null: people only) */
export function tableOf(permissions) {
  const head = ['permission', 'what it lets somebody do', ...ROLES, 'scope of a key'];
  const rows = Object.entries(permissions).map(([name, { title, roles, scope }]) => [
    `\`${name}\``,
    title,
    ...ROLES.map((role) => (roles.includes(role) ? 'yes' : '')),
    scope === null ? 'people only' : `\`${scope}\``,
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The document as it is, and as it should be. @throws Error when its marks are missing */
export async function documents() {
  const found = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [found.indexOf(BEGIN), found.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} lacks ${BEGIN} or ${END}.`);
  const text = `${found.slice(0, before + BEGIN.length)}\n\n${tableOf(PERMISSIONS)}\n\n${found.slice(after)}`;
  const config = await resolveConfig(DOCUMENT);
  return { found, made: await format(text, { ...config, filepath: DOCUMENT }) };
}
