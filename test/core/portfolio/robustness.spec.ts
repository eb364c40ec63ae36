import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Answer } from '../../../src/core/contracts/answers.js';
import type { Method } from '../../../src/core/contracts/instrument.js';
import { NOT_AN_ORDER_OF_HELP, type RankedSite, type RankRobustness } from '../../../src/core/contracts/robustness.js';
import type { CompiledInstrument } from '../../../src/core/instrument/compile.js';
import { SOURCES } from '../../../src/core/portfolio/drivers.js';
import { IndexDraws } from '../../../src/core/portfolio/index-draws.js';
import { LayoutBuilder, type PortfolioSite } from '../../../src/core/portfolio/layout.js';
import { comparePairs } from '../../../src/core/portfolio/pairs.js';
import { MOST_SITES } from '../../../src/core/portfolio/ranks.js';
import { rankRobustness, robustnessInSteps } from '../../../src/core/portfolio/robustness.js';
import { indexOf } from '../../../src/core/scoring/domains.js';
import { judgeAnswers } from '../../../src/core/scoring/findings.js';
import { anyCase, anyReweightedCase, endsOf, lawRuns, reweigh, type Case } from '../../support/arbitraries.js';
import { bestAnswers, checked, compiledFor, withAnswers, type RawDocument } from '../../support/catalogue.js';
import { slowIndex, slowPercentile, slowRanks } from './slow-robustness.js';

const { method } = compiledFor().instrument;
const { robustness } = method.portfolio;
/** The real method with few draws a source, for laws that hold for any number of them. */
const quick: Method = { ...method, portfolio: { ...method.portfolio, robustness: { ...robustness, sourceDraws: 6 } } };
const DRAWS = 20;

/** Each of these takes hundreds of draws, so a normal run has fewer cases than other laws. */
function holds<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  const runs = lawRuns();
  fc.assert(fc.property(arbitrary, law), {
    ...(runs as fc.Parameters<[T]>),
    numRuns: Math.ceil((runs.numRuns as number) / 5),
  });
}

function must(condition: boolean, message: string, ...values: readonly unknown[]): void {
  if (!condition) throw new Error(`${message}: ${values.map((value) => JSON.stringify(value)).join(', ')}`);
}

function sitesOf(cases: readonly Case[]): PortfolioSite[] {
  return cases.map(({ compiled, input }, i) => ({ id: `site ${String(i)}`, compiled, input }));
}

function anyPortfolio(least = 1, most = 7): fc.Arbitrary<PortfolioSite[]> {
  return fc.array(anyCase(), { minLength: least, maxLength: most }).map(sitesOf);
}

function siteOf(id: string, document: RawDocument): PortfolioSite {
  return { id, ...checked(document) };
}

function siteAt(result: RankRobustness, id: string): RankedSite {
  return result.sites.find((site) => site.id === id) as RankedSite;
}

/** Level 2 of 3, or half way: a site that is neither good nor bad, with nothing unknown. */
function middling(change: Record<string, Record<string, unknown>> = {}): RawDocument {
  const answers = Object.fromEntries(
    compiledFor()
      .questions.filter(({ ruledOut }) => !ruledOut)
      .map((question) => {
        const { worst, best } = endsOf(question, compiledFor().instrument);
        return [question.id, { value: question.question.number ? (worst + best) / 2 : Math.floor(best / 2) }];
      }),
  );
  return { answers: { ...answers, ...change } };
}

function nominalIndexes(sites: readonly PortfolioSite[], moved?: Record<string, number>): Float64Array {
  const layout = new LayoutBuilder(1, moved);
  for (const site of sites) layout.add(site);
  const indexes = new Float64Array(sites.length);
  new IndexDraws(method, layout).fill(0, new Set(), indexes);
  return indexes;
}

function publishedIndex({ compiled, input }: Case): number {
  return indexOf(
    compiled,
    judgeAnswers(compiled, input).map(({ mark }) => mark),
  ).index;
}

describe('indexes under drawn weights', () => {
  it('should be exactly those of the scorecard with nothing drawn', () => {
    holds(fc.array(anyReweightedCase(), { minLength: 1, maxLength: 5 }), (cases) => {
      const found = nominalIndexes(sitesOf(cases));
      cases.forEach((own, i) => must(found[i] === publishedIndex(own), 'index', found[i], publishedIndex(own)));
    });
  });

  it('should be those of the scorecard under moved domain weights, others keeping theirs', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 8, maxLength: 8 });
    holds(fc.tuple(anyCase(), weights), ([own, moved]) => {
      const { domains } = own.compiled;
      const few = Object.fromEntries(
        domains.slice(0, 5).map(({ domain }, d) => [domain.code, (moved[d] as number) / 50]),
      );
      const scaled = reweigh(own.compiled, (weight, id) => few[id] ?? weight);
      const [found] = nominalIndexes(sitesOf([own]), few);
      const expected = publishedIndex({ compiled: scaled, input: own.input });
      must(Math.abs((found as number) - expected) < 1e-9, 'index', found, expected);
    });
  });

  it('should be those of the slow way to work them out, source by source and all together', () => {
    const sources = SOURCES.map(({ source }) => source);
    holds(fc.tuple(anyPortfolio(), fc.nat(5000), fc.nat(2 ** 32 - 1)), ([sites, first, seed]) => {
      const layout = new LayoutBuilder(seed, undefined);
      for (const site of sites) layout.add(site);
      const draws = new IndexDraws(method, layout);
      const indexes = new Float64Array(3 * sites.length);
      for (const active of [sources, ...sources.map((source) => [source]), []]) {
        draws.fill(first, new Set(active), indexes);
        indexes.forEach((index, at) => {
          const [b, i] = [Math.floor(at / sites.length), at % sites.length];
          const expected = slowIndex(method, sites[i] as PortfolioSite, first + b, active, seed);
          must(Math.abs(index - expected) < 1e-9, 'index', active, index, expected);
        });
      }
    });
  });
});

describe('rank robustness', () => {
  it('should be that of the slow way to work it out', () => {
    holds(anyPortfolio(), (sites) => {
      const result = rankRobustness(quick, sites, { draws: DRAWS, top: 2 });
      const indexes = Array.from({ length: DRAWS }, (_, draw) => sites.map((site) => slowIndex(method, site, draw)));
      const ranks = indexes.map(slowRanks);
      const nominal = slowRanks(sites.map((site) => slowIndex(method, site, 0, [])));
      sites.forEach(({ id }, i) => {
        const found = siteAt(result, id);
        const [ownIndexes, ownRanks] = [indexes, ranks].map((all) => all.map((draw) => draw[i] as number)) as [
          number[],
          number[],
        ];
        must(found.rank === nominal[i], 'nominal rank', found, nominal);
        for (const [key, share] of [
          ['low', 0.05],
          ['median', 0.5],
          ['high', 0.95],
        ] as const) {
          must(found.rankRange[key] === slowPercentile(ownRanks, share), key, found, ownRanks);
          must(Math.abs(found.indexRange[key] - slowPercentile(ownIndexes, share)) < 1e-4, key, found, ownIndexes);
        }
        const top = ownRanks.filter((rank) => rank <= 2).length / DRAWS;
        must(Math.abs(found.topProbability - top) < 1e-12, 'top', found, top);
      });
      for (const { source, averageShift } of result.drivers) {
        const shifts = Array.from({ length: 6 }, (_, draw) =>
          slowRanks(sites.map((site) => slowIndex(method, site, draw, [source]))).map((rank, i) =>
            Math.abs(rank - (nominal[i] as number)),
          ),
        ).flat();
        const expected = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
        must(Math.abs(averageShift - expected) < 1e-12, 'shift', source, averageShift, expected);
      }
    });
  });

  it('should be the same whatever the order of the sites', () => {
    holds(fc.tuple(anyPortfolio(2), fc.nat(96)), ([sites, by]) => {
      const shuffled = sites
        .map((site, i) => ({ site, key: ((i + 1) * (by + 1)) % 97 }))
        .sort((a, b) => a.key - b.key)
        .map(({ site }) => site);
      const [one, other] = [sites, shuffled].map((own) => rankRobustness(quick, own, { draws: DRAWS }));
      must(isDeepStrictEqual(one, other), 'in another order', one, other);
    });
  });

  it('should be the same in steps as in one go, and say how far it is', () => {
    holds(anyPortfolio(), (sites) => {
      const steps = robustnessInSteps(quick, sites, { draws: DRAWS });
      const seen: number[] = [];
      const totals = new Set<number>();
      let next = steps.next();
      for (; next.done !== true; next = steps.next()) {
        seen.push(next.value.done);
        totals.add(next.value.total);
      }
      const told: number[] = [];
      const atOnce = rankRobustness(quick, sites, { draws: DRAWS }, (done) => told.push(done));
      must(isDeepStrictEqual(next.value, atOnce), 'in steps', next.value, atOnce);
      must(isDeepStrictEqual(told, seen), 'progress', told, seen);
      must(
        seen.every((done, i) => done > (seen[i - 1] ?? 0)),
        'forward',
        seen,
      );
      must(totals.size === 1 && totals.has(seen.at(-1) as number), 'all done', seen, [...totals]);
    });
  });

  it('should never give the worse rank to a site that is at least as good in every answer', () => {
    holds(fc.tuple(anyPortfolio(), fc.nat(999)), ([sites, pick]) => {
      const { compiled, input } = sites[0] as PortfolioSite;
      const better = compiled.questions.flatMap((question): [string, Answer][] => {
        const answer = input.answers.get(question.id);
        if (question.ruledOut || answer?.type === 'not-applicable') return [];
        // What is not known at the other site may turn out to be anything: this one has the best answer.
        const improves = answer?.type !== 'value' || (question.position + pick) % 3 === 0;
        const { best } = endsOf(question, compiled.instrument);
        return [[question.id, { type: 'value', value: best, evidence: [], ...(!improves && answer) }]];
      });
      const notApplicable = [...input.answers].filter(([, answer]) => answer.type === 'not-applicable');
      const other = { id: 'z better', compiled, input: withAnswers(input, new Map([...better, ...notApplicable])) };
      const result = rankRobustness(quick, [...sites, other], { draws: DRAWS, top: 2 });
      const [worse, good] = [siteAt(result, 'site 0'), siteAt(result, 'z better')];
      must(good.rank <= worse.rank && good.index >= worse.index, 'nominal', good, worse);
      for (const key of ['low', 'median', 'high'] as const) {
        must(good.rankRange[key] <= worse.rankRange[key], key, good, worse);
        must(good.indexRange[key] >= worse.indexRange[key], key, good, worse);
      }
      must(good.topProbability >= worse.topProbability, 'top', good, worse);
    });
  });

  it('should change no index when all weights are scaled', () => {
    const factor = fc.integer({ min: -300, max: 300 }).map((power) => 10 ** (power / 100));
    holds(fc.tuple(anyPortfolio(), factor), ([sites, by]) => {
      const scaled = new Map<CompiledInstrument, CompiledInstrument>();
      for (const { compiled } of sites)
        scaled.set(
          compiled,
          reweigh(compiled, (weight) => weight * by),
        );
      const others = sites.map((site) => ({ ...site, compiled: scaled.get(site.compiled) as CompiledInstrument }));
      const [one, other] = [sites, others].map((own) => rankRobustness(quick, own, { draws: DRAWS })) as [
        RankRobustness,
        RankRobustness,
      ];
      for (const site of one.sites) {
        const after = siteAt(other, site.id);
        must(Math.abs(site.index - after.index) < 1e-9, 'index', site, after);
        for (const key of ['low', 'median', 'high'] as const) {
          must(Math.abs(site.indexRange[key] - after.indexRange[key]) < 1e-4, key, site, after);
        }
      }
    });
  });

  it('should keep ranks between 1 and the number of sites, percentiles in order and groups together', () => {
    holds(anyPortfolio(), (sites) => {
      const { sites: ranked, groups } = rankRobustness(quick, sites, { draws: DRAWS });
      for (const { rank, rankRange, indexRange, topProbability, places, group } of ranked) {
        const { low, median, high } = rankRange;
        must(1 <= low && low <= median && median <= high && high <= sites.length, 'ranks', rankRange);
        must(rank >= 1 && rank <= sites.length, 'rank', rank);
        must(indexRange.low <= indexRange.median && indexRange.median <= indexRange.high, 'index', indexRange);
        must(topProbability >= 0 && topProbability <= 1, 'top', topProbability);
        must(isDeepStrictEqual(groups[group - 1]?.places, places), 'places', places, groups);
      }
      must(
        isDeepStrictEqual(
          groups.flatMap((group) => group.sites),
          ranked.map(({ id }) => id),
        ),
        'order',
        groups,
        ranked,
      );
    });
  });

  it('should end each tie group before the first site that can be told apart from its first', () => {
    holds(anyPortfolio(2), (sites) => {
      const { groups } = rankRobustness(quick, sites, { draws: DRAWS });
      const pairs = comparePairs(
        method,
        sites,
        sites.map(({ id }) => id),
        { draws: DRAWS },
      );
      const apart = (site: string, other: string): boolean | undefined =>
        pairs.find((pair) => pair.site === site && pair.other === other)?.distinguishable;
      groups.forEach(({ sites: members }, g) => {
        const [first, ...others] = members as [string, ...string[]];
        must(
          others.every((other) => apart(first, other) === false),
          'inside',
          members,
        );
        const next = groups[g + 1]?.sites[0];
        must(next === undefined || apart(first, next) === true, 'next', members, next);
      });
    });
  });

  it('should have the same twice with one seed, and not with another', () => {
    const sites = ['a', 'b', 'c'].map((id, i) => siteOf(id, middling({ 'IT-01': { value: i } })));
    const options = { draws: DRAWS };
    expect(rankRobustness(quick, sites, options)).toEqual(rankRobustness(quick, sites, options));
    expect(rankRobustness(quick, sites, options)).toEqual(
      rankRobustness(quick, sites, { ...options, seed: method.forecast.seed }),
    );
    expect(rankRobustness(quick, sites, { ...options, seed: 1 }).sites).not.toEqual(
      rankRobustness(quick, sites, options).sites,
    );
  });

  it('should take draws, top and seed from the method, and say so beside the label', () => {
    const result = rankRobustness(method, [siteOf('a', middling())]);
    expect(result).toMatchObject({
      label: NOT_AN_ORDER_OF_HELP,
      draws: robustness.draws,
      top: robustness.top,
      seed: method.forecast.seed,
    });
    expect(result.label).toMatch(/^Not an order of help\./);
  });

  it('should not move ranks by unknown answers where there are none', () => {
    const sites = [1, 2, 3].map((level) => siteOf(String(level), middling({ 'IT-01': { value: level } })));
    const { drivers } = rankRobustness(quick, sites, { draws: DRAWS });
    expect(drivers.find(({ source }) => source === 'unknown-answers')?.averageShift).toBe(0);
  });

  it('should name unknown answers as what moves ranks most where nothing else can', () => {
    const one = siteOf('one', {});
    const two = siteOf('two', {});
    const { drivers, driverSentence } = rankRobustness(method, [one, two], { draws: DRAWS });
    // All unknown: the same index whatever the weights, and one of the two is second once the answers are drawn.
    expect(drivers.map(({ source, averageShift }) => [source, averageShift])).toEqual([
      ['unknown-answers', 0.5],
      ['domain-weights', 0],
      ['question-weights', 0],
      ['aggregation', 0],
    ]);
    expect(driverSentence).toBe(
      'What moves ranks most is what the unknown answers turn out to be: by itself it moves a site by 0.5 places on average, among 2 sites.',
    );
  });

  it('should say that ranks do not move when one site is alone, and be empty without any', () => {
    const alone = rankRobustness(quick, [siteOf('a', middling())], { draws: DRAWS });
    expect(alone.driverSentence).toBe(
      'Ranks do not move, whatever weights, aggregation and unknown answers are drawn.',
    );
    expect(alone.sites[0]).toMatchObject({ rank: 1, topProbability: 1, group: 1, places: { from: 1, to: 1 } });
    expect(rankRobustness(quick, [], { draws: DRAWS })).toMatchObject({ sites: [], groups: [], weights: [] });
  });

  it('should put twins with everything known into one group, and at one rank', () => {
    const { sites, groups } = rankRobustness(
      quick,
      ['b', 'a'].map((id) => siteOf(id, middling())),
      { draws: DRAWS },
    );
    expect(groups).toEqual([{ number: 1, places: { from: 1, to: 2 }, sites: ['a', 'b'] }]);
    expect(sites.map(({ rank, rankRange }) => [rank, rankRange])).toEqual(
      [1, 1].map((rank) => [rank, { low: 1, median: 1, high: 1 }]),
    );
  });

  it('should not tell twins apart whose answers are unknown, though each draw puts one of them first', () => {
    const pairs = comparePairs(method, [siteOf('a', {}), siteOf('b', {})], ['a']);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ site: 'a', other: 'b', distinguishable: false });
    expect(Math.abs((pairs[0]?.above ?? 0) - 0.5)).toBeLessThan(0.05);
  });

  it('should tell a site that has everything from one that has nothing', () => {
    const best = siteOf('best', { answers: bestAnswers() });
    const { sites, groups } = rankRobustness(quick, [siteOf('none', {}), best], { draws: DRAWS, top: 1 });
    expect(sites.map(({ id, topProbability }) => [id, topProbability])).toEqual([
      ['best', 1],
      ['none', 0],
    ]);
    expect(sites[0]?.indexRange).toEqual({ low: 100, median: 100, high: 100 });
    expect(groups).toHaveLength(2);
  });

  it('should follow the weights that somebody moved: all on one domain leaves its score', () => {
    const site = siteOf('a', middling({ 'TM-01': { value: 0 } }));
    const codes = site.compiled.domains.map(({ domain }) => domain.code);
    const domain = codes.at(-1) as string;
    const alone = Object.fromEntries(codes.map((code) => [code, code === domain ? 2 : 0]));
    const { score } = indexOf(
      site.compiled,
      judgeAnswers(site.compiled, site.input).map(({ mark }) => mark),
    ).domains[codes.length - 1] as { score: number };
    const result = rankRobustness(quick, [site], { draws: DRAWS, domainWeights: alone });
    expect(result.sites[0]?.index).toBeCloseTo(score, 9);
    expect(result.weights[0]?.domains.at(-1)).toMatchObject({ code: domain, weight: 1, relativeSd: 0 });
  });

  it('should say for each tool what drawing the domain weights means', () => {
    const sites = [
      siteOf('a', middling()),
      siteOf('b', { tool: 'ambient-scribe' }),
      siteOf('c', { tool: 'ambient-scribe', context: { use: 'research' } }),
    ];
    const { weights } = rankRobustness(quick, sites, { draws: DRAWS });
    expect(weights.map(({ tool }) => tool)).toEqual(['ambient-scribe', 'echogo-pro']);
    for (const { domains } of weights) {
      expect(domains.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
      for (const { weight, relativeSd } of domains) {
        expect(relativeSd).toBeCloseTo(Math.sqrt((1 - weight) / (51 * weight)), 9);
      }
    }
  });

  it.each([
    ['no draw', { draws: 0 }],
    ['part of a draw', { draws: 1.5 }],
    ['no first site', { top: 0 }],
    ['a negative weight', { domainWeights: { IT: -1 } }],
    ['a weight that is no number', { domainWeights: { IT: NaN } }],
    ['an infinite weight', { domainWeights: { IT: Infinity } }],
  ])('should refuse %s', (_what, options) => {
    expect(() => rankRobustness(quick, [siteOf('a', {})], options)).toThrow(RangeError);
  });

  it('should refuse weights that leave a site without any, two sites with one id and too many sites', () => {
    const site = siteOf('a', {});
    const none = Object.fromEntries(site.compiled.domains.map(({ domain }) => [domain.code, 0]));
    expect(() => rankRobustness(quick, [site], { domainWeights: none })).toThrow(RangeError);
    expect(() => rankRobustness(quick, [site, site])).toThrow('Each site needs an id of its own');
    const many = Array.from({ length: MOST_SITES + 1 }, () => site);
    expect(() => rankRobustness(quick, many)).toThrow(`At most ${String(MOST_SITES)} sites`);
  });
});

describe('pairs', () => {
  it('should be the same for a part of the portfolio as for all of it', () => {
    holds(anyPortfolio(3), (sites) => {
      const few = sites.slice(0, 2);
      const options = { draws: DRAWS, seed: 3 };
      const own = comparePairs(method, few, ['site 0'], options);
      const all = comparePairs(method, sites, ['site 0'], options).filter(({ other }) => other === 'site 1');
      must(isDeepStrictEqual(own, all), 'a part', own, all);
    });
  });

  it('should count a pair and the pair turned round as one draw in two halves', () => {
    holds(anyPortfolio(2, 4), (sites) => {
      const ids = sites.map(({ id }) => id);
      const pairs = comparePairs(method, sites, ids, { draws: DRAWS });
      must(pairs.length === ids.length * (ids.length - 1), 'all pairs', pairs);
      for (const { site, other, above } of pairs) {
        const back = pairs.find((pair) => pair.site === other && pair.other === site);
        must(Math.abs(above + (back?.above ?? NaN) - 1) < 1e-12, 'turned round', site, other, above, back);
      }
    });
  });

  it('should refuse a page with a site that is not given', () => {
    expect(() => comparePairs(method, [siteOf('a', {})], ['b'])).toThrow('b is not among the sites');
  });
});
