import type { CheckedAssessment } from '../core/scoring/check-assessment.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import { hashOf } from '../platform/hash/stable-json.js';

/** Hashes of instruments, which are large and never change while they are loaded. */
const instrumentHashes = new WeakMap<object, string>();

/**
 * The hash that a report shows of everything that it was made from. Two results with the same fingerprint come from the
 * same inputs.
 *
 * @param vendorHours a week for this site, where they were said
 */
export function fingerprintOfAssessment({ input, compiled, seed }: CheckedAssessment, vendorHours?: number): string {
  return hashOf({
    ...methodOf(compiled),
    input,
    seed: seed ?? compiled.instrument.method.forecast.seed,
    ...(vendorHours !== undefined && { vendorHours }),
  });
}

const PLAN_ID_DIGITS = 10;

/** What a reader quotes of a plan, such as SP-4F0C21A9B7: it names everything that the document depends on. */
export function planIdOf(dependsOn: unknown): string {
  return `SP-${hashOf(dependsOn).slice(0, PLAN_ID_DIGITS).toUpperCase()}`;
}

/** What answers are held against: the instrument, by its name and its content, and the tool's profile. */
export function methodOf({ instrument, tool }: CompiledInstrument): Readonly<Record<string, unknown>> {
  let content = instrumentHashes.get(instrument);
  if (content === undefined) {
    content = hashOf(instrument);
    instrumentHashes.set(instrument, content);
  }
  return { instrument: { name: `${instrument.id}@${instrument.version}`, content }, tool };
}
