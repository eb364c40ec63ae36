import { USES, type Instrument, type Use } from '../contracts/instrument.js';
import type { ToolProfile } from '../contracts/tool.js';
import { compileInstrument, type CompiledInstrument } from './compile.js';

/** One version of the instrument with every tool profile, compiled once for each use, and the way to the other versions. */
export interface Catalogue {
  readonly instrument: Instrument;
  readonly tools: readonly ToolProfile[];
  readonly toolIds: readonly string[];
  /** The profile that keeps most questions: answers for an unknown tool are held against it */
  readonly widestTool: string;
  /** Ids of the alternative actions that a site may say it can use */
  readonly alternativeIds: readonly string[];
  /** Every version that is held, oldest first, such as `ai-site-readiness@1.0.0` */
  readonly held: readonly string[];
  /** @throws RangeError for a tool that is not in the catalogue */
  compiled(tool: string, use: Use): CompiledInstrument;
  /** The catalogue of one of the versions that are held; undefined for any other. */
  at(version: string): Catalogue | undefined;
}

/** How a version is named where answers say what asked for them. */
export function versionName({ id, version }: Pick<Instrument, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

/** Compiles a checked instrument under every profile and use. */
export function buildCatalogue(instrument: Instrument, tools: readonly ToolProfile[]): Catalogue {
  const compiled = new Map<string, CompiledInstrument>();
  for (const tool of tools) {
    for (const use of USES) compiled.set(`${tool.id} ${use}`, compileInstrument(instrument, tool, use));
  }
  const catalogue: Catalogue = {
    instrument,
    tools,
    toolIds: tools.map(({ id }) => id),
    widestTool: [...tools].sort((a, b) => a.switchedOff.length - b.switchedOff.length)[0]?.id ?? '',
    alternativeIds: instrument.actions.flatMap(({ alternatives }) => (alternatives ?? []).map(({ id }) => id)),
    held: [versionName(instrument)],
    compiled(tool, use) {
      const found = compiled.get(`${tool} ${use}`);
      if (found === undefined) throw new RangeError(`No tool profile with the id ${tool}`);
      return found;
    },
    at: (version) => (version === versionName(instrument) ? catalogue : undefined),
  };
  return catalogue;
}

/**
 * Puts versions of one instrument together. The result is the newest, which new assessments are made by, and leads to the
 * others.
 *
 * @param versions oldest first, at least one
 */
export function joinVersions(versions: readonly Catalogue[]): Catalogue {
  const newest = versions.at(-1) as Catalogue;
  const byName = new Map(versions.map((one) => [versionName(one.instrument), one]));
  return { ...newest, held: [...byName.keys()], at: (version) => byName.get(version) };
}
