import type { CompiledInstrument } from '../core/instrument/compile.js';
import { indexOf, shareOfGap } from '../core/scoring/domains.js';

/** A site that is strong in much and weak in its team, by domain: scores of 100. */
const SCORES: Readonly<Record<string, number>> = { IT: 80, TM: 30, GV: 60, TR: 50, CO: 70, PT: 40, VS: 90, RD: 55 };

/** How an index comes about, for one made-up site. */
export interface MethodExample {
  readonly domains: readonly {
    readonly code: string;
    readonly name: string;
    /** Of the index, 0 to 1 */
    readonly weight: number;
    readonly score: number;
    /** Of the gap to 100, 0 to 1 */
    readonly share: number;
  }[];
  readonly index: number;
  readonly arithmetic: number;
  /** What each index would be if one domain were at 100: `code` and `index` */
  readonly mended: readonly { readonly code: string; readonly index: number }[];
}

/** The example that the page on the method explains: its results are worked out by what scores every site. */
export function methodExample(compiled: CompiledInstrument): MethodExample {
  const domains = compiled.instrument.domains.map(({ code, name, weight }) => ({ code, name, weight }));
  const scores = domains.map(({ code }) => SCORES[code] ?? 0);
  const simple: CompiledInstrument = {
    ...compiled,
    domains: compiled.domains.map((domain, position) => ({
      ...domain,
      weight: domains[position]?.weight ?? 0,
      fullWeight: 1,
      questions: domain.questions.slice(0, 1).map((question) => ({ ...question, position, weight: 1 })),
    })),
  };
  const result = indexOf(
    simple,
    scores.map((score) => score / 100),
  );
  const { scoreFloor } = compiled.instrument.method;
  return {
    domains: domains.map((domain, place) => ({
      ...domain,
      score: scores[place] ?? 0,
      share: shareOf(result, place, scoreFloor),
    })),
    index: result.index,
    arithmetic: result.arithmetic,
    mended: domains.map(({ code }, place) => ({
      code,
      index: indexOf(
        simple,
        scores.map((score, at) => (at === place ? 1 : score / 100)),
      ).index,
    })),
  };
}

function shareOf(result: ReturnType<typeof indexOf>, place: number, scoreFloor: number): number {
  const domain = result.domains[place];
  return domain === undefined ? 0 : shareOfGap(domain, result, scoreFloor);
}
