import { USES, type Instrument, type Use } from '../contracts/instrument.js';
import type { ToolProfile } from '../contracts/tool.js';
import { compileInstrument, type CompiledInstrument } from './compile.js';

/** One instrument with every tool profile, compiled once for each use. */
export interface Catalogue {
  readonly instrument: Instrument;
  readonly tools: readonly ToolProfile[];
  readonly toolIds: readonly string[];
  /** The profile that keeps most questions: answers for an unknown tool are held against it */
  readonly widestTool: string;
  /** Ids of the alternative actions that a site may say it can use */
  readonly alternativeIds: readonly string[];
  /** @throws RangeError for a tool that is not in the catalogue */
  compiled(tool: string, use: Use): CompiledInstrument;
}

/** Compiles a checked instrument under every profile and use. */
export function buildCatalogue(instrument: Instrument, tools: readonly ToolProfile[]): Catalogue {
  const compiled = new Map<string, CompiledInstrument>();
  for (const tool of tools) {
    for (const use of USES) compiled.set(`${tool.id} ${use}`, compileInstrument(instrument, tool, use));
  }
  return {
    instrument,
    tools,
    toolIds: tools.map(({ id }) => id),
    widestTool: [...tools].sort((a, b) => a.switchedOff.length - b.switchedOff.length)[0]?.id ?? '',
    alternativeIds: instrument.actions.flatMap(({ alternatives }) => (alternatives ?? []).map(({ id }) => id)),
    compiled(tool, use) {
      const found = compiled.get(`${tool} ${use}`);
      if (found === undefined) throw new RangeError(`No tool profile with the id ${tool}`);
      return found;
    },
  };
}
