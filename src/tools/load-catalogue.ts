import type { Defect } from '../core/contracts/defect.js';
import type { ToolProfile } from '../core/contracts/tool.js';
import { buildCatalogue, type Catalogue } from '../core/instrument/catalogue.js';
import { validateCatalogue } from '../core/instrument/validate.js';
import { DATA_FOLDER, DataReader, type DataFile } from '../instruments/data-file.js';
import { CURRENT_INSTRUMENT, loadInstrument, type Places } from '../instruments/load-instrument.js';
import type { FileDefect } from '../instruments/located-document.js';

export type LoadedCatalogue =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly defects: readonly FileDefect[] };

/**
 * Reads the current instrument and every tool profile and checks them, each file by itself and all of them together.
 * Either all is sound or every defect is reported, by file and line.
 *
 * @param root the data folder; default: this installation's
 */
export function loadCatalogue(root: string = DATA_FOLDER): LoadedCatalogue {
  const reader = new DataReader(root);
  const { instrument, defects, places } = loadInstrument(reader, CURRENT_INSTRUMENT.id, CURRENT_INSTRUMENT.version);
  const files = reader.list('tools', '.yaml').map((name) => reader.read<ToolProfile>(name, 'tool'));
  const tools: ToolProfile[] = [];
  for (const file of files) {
    if (file.value === undefined) continue;
    places.set(`/tools/${file.value.id}`, { file, pointer: '' });
    tools.push(file.value);
  }
  const all = [...defects, ...files.flatMap((file) => file.defects), ...profileNames(files)];
  if (files.length === 0) all.push({ file: 'tools', line: 0, message: 'There is no tool profile.' });
  if (instrument === undefined || all.length > 0) return { ok: false, defects: all };
  const found = validateCatalogue(instrument, tools);
  if (found.length > 0) return { ok: false, defects: found.map((defect) => locate(defect, places)) };
  return { ok: true, catalogue: buildCatalogue(instrument, tools) };
}

/** A profile's file is named after its id, so that a person finds it. */
function profileNames(files: readonly DataFile<ToolProfile>[]): FileDefect[] {
  return files
    .filter(({ name, value }) => value !== undefined && name !== `tools/${value.id}.yaml`)
    .map(({ name, value, document }) => ({
      file: name,
      line: document.lineAt('/id'),
      message: `The file must be named after its id, ${value?.id ?? ''}.yaml.`,
    }));
}

/** Core defects name things by id; the file and line are looked up here. */
function locate({ pointer, message }: Defect, places: Places): FileDefect {
  const segments = pointer.split('/');
  for (let length = segments.length; length > 1; length -= 1) {
    const place = places.get(segments.slice(0, length).join('/'));
    if (place === undefined) continue;
    const rest = segments.slice(length).map((segment) => `/${segment}`);
    const line = place.file.document.lineAt(`${place.pointer}${rest.join('')}`);
    return { file: place.file.name, line, message: `${segments.slice(1).join('/')}: ${message}` };
  }
  return { file: pointer, line: 0, message };
}
