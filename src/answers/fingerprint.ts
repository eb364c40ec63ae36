import { createHash } from 'node:crypto';

/**
 * Hash of everything that a result depends on, as 64 hexadecimal digits (SHA-256 of JSON with sorted keys). Two results
 * with the same fingerprint come from the same inputs.
 */
export function fingerprintOf(inputs: unknown): string {
  return createHash('sha256').update(stableJson(inputs)).digest('hex');
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown): unknown => {
    if (inner instanceof Map)
      return Object.fromEntries([...inner].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
