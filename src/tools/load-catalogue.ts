import type { Defect } from '../core/contracts/defect.js';
import type { ToolProfile } from '../core/contracts/tool.js';
import { buildCatalogue, joinVersions, type Catalogue } from '../core/instrument/catalogue.js';
import { validateCatalogue } from '../core/instrument/validate.js';
import { DATA_FOLDER, DataReader, type DataFile } from '../instruments/data-file.js';
import { INSTRUMENT_ID, loadInstrument, type Places } from '../instruments/load-instrument.js';
import type { FileDefect } from '../instruments/located-document.js';

export type LoadedCatalogue =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly defects: readonly FileDefect[] };

const VERSION = /^(\d+)\.(\d+)\.(\d+)$/;

/**
 * Reads every version of the instrument and every tool profile and checks them, each file by itself and all of them
 * together. Either all is sound or every defect is reported, by file and line. The catalogue is that of the newest version.
 *
 * A profile in `tools/` has to fit each version. Where it does not, a folder `tools/` within the version's folder holds
 * the profile as that version needs it.
 *
 * @param root the data folder; default: this installation's
 */
export function loadCatalogue(root: string = DATA_FOLDER): LoadedCatalogue {
  const reader = new DataReader(root);
  const shared = profilesIn(reader, 'tools');
  const defects = [...shared.defects];
  if (shared.files.length === 0) defects.push({ file: 'tools', line: 0, message: 'There is no tool profile.' });
  const versions = versionsIn(reader).map((version) => loadVersion(reader, version, shared));
  defects.push(...versions.flatMap((version) => (version.ok ? [] : version.defects)));
  if (versions.length === 0) {
    defects.push({ file: `instruments/${INSTRUMENT_ID}`, line: 0, message: 'There is no version of the instrument.' });
  }
  if (defects.length > 0) return { ok: false, defects };
  return { ok: true, catalogue: joinVersions(versions.flatMap((version) => (version.ok ? version.catalogue : []))) };
}

/** The versions that there are folders of, oldest first. */
function versionsIn(reader: DataReader): string[] {
  const names = reader.list(`instruments/${INSTRUMENT_ID}`, '').map((name) => name.split('/').at(-1) ?? '');
  const parts = (version: string): number[] => version.split('.').map(Number);
  return names
    .filter((name) => VERSION.test(name))
    .sort((one, other) => {
      const [a, b] = [parts(one), parts(other)];
      const differing = a.findIndex((part, index) => part !== b[index]);
      return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
    });
}

interface Profiles {
  readonly files: readonly DataFile<ToolProfile>[];
  readonly defects: readonly FileDefect[];
}

function profilesIn(reader: DataReader, folder: string): Profiles {
  const files = reader.list(folder, '.yaml').map((name) => reader.read<ToolProfile>(name, 'tool'));
  return { files, defects: [...files.flatMap((file) => file.defects), ...profileNames(folder, files)] };
}

/** One version of the instrument under the shared profiles, or under its own where it has them. */
function loadVersion(reader: DataReader, version: string, shared: Profiles): LoadedCatalogue {
  const { instrument, defects, places } = loadInstrument(reader, INSTRUMENT_ID, version);
  const own = profilesIn(reader, `instruments/${INSTRUMENT_ID}/${version}/tools`);
  const tools = new Map<string, ToolProfile>();
  for (const file of [...shared.files, ...own.files]) {
    if (file.value === undefined) continue;
    places.set(`/tools/${file.value.id}`, { file, pointer: '' });
    tools.set(file.value.id, file.value);
  }
  const all = [...defects, ...own.defects];
  const profiles = [...tools.values()];
  // Without a profile there is nothing to hold the instrument against, which is told already.
  const isWhole = all.length === 0 && shared.defects.length === 0 && profiles.length > 0;
  if (instrument === undefined || !isWhole) return { ok: false, defects: all };
  const found = validateCatalogue(instrument, profiles);
  if (found.length > 0) return { ok: false, defects: found.map((defect) => locate(defect, places)) };
  return { ok: true, catalogue: buildCatalogue(instrument, profiles) };
}

/** A profile's file is named after its id, so that a person finds it. */
function profileNames(folder: string, files: readonly DataFile<ToolProfile>[]): FileDefect[] {
  return files
    .filter(({ name, value }) => value !== undefined && name !== `${folder}/${value.id}.yaml`)
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
