import { createHash } from 'node:crypto';
import type { CheckedAssessment } from '../core/scoring/check-assessment.js';

/**
 * Hash of everything that a result depends on, as 64 hexadecimal digits (SHA-256 of JSON with sorted keys). Two results
 * with the same fingerprint come from the same inputs.
 */
export function fingerprintOf(inputs: unknown): string {
  return createHash('sha256').update(stableJson(inputs)).digest('hex');
}

/**
 * The hash that a report shows of the answers that it was made from.
 *
 * @param vendorHours a week for this site, where they were said
 */
export function fingerprintOfAssessment({ input, compiled, seed }: CheckedAssessment, vendorHours?: number): string {
  const { instrument, tool } = compiled;
  return fingerprintOf({
    instrument: `${instrument.id}@${instrument.version}`,
    tool,
    input,
    seed: seed ?? instrument.method.forecast.seed,
    ...(vendorHours !== undefined && { vendorHours }),
  });
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown): unknown => {
    if (inner instanceof Map)
      return Object.fromEntries([...inner].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
