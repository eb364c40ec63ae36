/** The table of settings in docs/configuration.md, made from the schema that the settings are checked by. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { SETTINGS_SCHEMA } from '../../dist/platform/config/settings-schema.js';

export const DOCUMENT = path.resolve(import.meta.dirname, '../../docs/configuration.md');
const [BEGIN, END] = ['<!-- settings: begin -->', '<!-- settings: end -->'];

/**
 * A schema's settings as a table.
 *
 * @param properties of the JSON Schema, by the name of the setting
 * @throws Error that names the setting that says nothing of itself
 */
export function tableOf(properties) {
  const rows = Object.entries(properties).map(([name, schema]) => {
    if (!schema.description) throw new Error(`${name} has no description in src/platform/config/config.ts.`);
    return [`\`${name}\``, defaultOf(schema), rangeOf(name, schema), schema.description];
  });
  const head = [
    ['setting', 'default', 'takes', 'what it sets'],
    ['---', '---', '---', '---'],
  ];
  return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function defaultOf(schema) {
  if (schema.defaultInWords !== undefined) return schema.defaultInWords;
  return schema.default === undefined ? 'not set' : `\`${schema.default}\``;
}

function rangeOf(name, { type, minimum, maximum, maxLength, enum: words, examples }) {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(', ');
  if (type === 'integer') return `${minimum} to ${maximum}`;
  if (examples !== undefined) return `text such as \`${examples[0]}\``;
  if (type === 'string') return maxLength === undefined ? 'text' : `text of at most ${maxLength} characters`;
  throw new Error(`Nobody can say yet what ${name} takes: teach test/docs/configuration-table.mjs.`);
}

/** The document as it is, and as it should be. */
export async function documents() {
  const found = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [found.indexOf(BEGIN), found.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${DOCUMENT} lacks ${BEGIN} or ${END}.`);
  const table = tableOf(SETTINGS_SCHEMA.properties);
  const text = `${found.slice(0, before + BEGIN.length)}\n\n${table}\n\n${found.slice(after)}`;
  const config = await resolveConfig(DOCUMENT);
  return { found, made: await format(text, { ...config, filepath: DOCUMENT }) };
}
