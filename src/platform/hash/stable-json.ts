import { createHash } from 'node:crypto';

/** JSON with sorted keys: the same value has the same text, whatever the order in which it was put together. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown): unknown => {
    if (inner instanceof Map)
      return Object.fromEntries([...inner].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** SHA-256 of `stableJson`, as 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(stableJson(value)).digest('hex');
}
