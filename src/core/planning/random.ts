/**
 * Counter-based random numbers: a number depends on its key alone, never on what was drawn before, so that a change
 * in one place changes nothing elsewhere (common random numbers). Bob Jenkins' and Austin Appleby's public mixers.
 */

/** A 32-bit hash of a text (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A number in (0, 1), the same for the same seed, key and draw. */
export function uniform(seed: number, key: number, draw: number): number {
  return uniformOf(streamOf(seed, key), draw);
}

/** The part of `uniform` that all draws of a seed and key share, for who makes very many of them. */
export function streamOf(seed: number, key: number): number {
  return mix(seed ^ mix(key ^ 0x9e3779b9));
}

/** `uniform` of a stream's seed and key. */
export function uniformOf(stream: number, draw: number): number {
  return (mix(stream ^ Math.imul(draw + 1, 0x85ebca6b)) + 0.5) / 4294967296;
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
