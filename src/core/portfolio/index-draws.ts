import type { Method } from '../contracts/instrument.js';
import { uniformOf } from '../planning/random.js';
import { logGapTerm } from '../scoring/domains.js';
import type { Layout, LayoutBuilder } from './layout.js';
import { drawsGeometric } from './weight-draws.js';
import type { ActiveSources, Room, WeightTable } from './weight-table.js';

/**
 * The readiness indexes of a portfolio under drawn weights, aggregation and unknown answers (method, section 8). With no
 * source active they are those of `indexOf`, exactly.
 *
 * Weights are drawn once for each compiled instrument and draw. Every number that is drawn depends on the
 * seed, what it is for and the draw, never on the other sites, so that a part of the portfolio gets the same indexes.
 */
export class IndexDraws {
  private readonly seed: number;
  private readonly tables: readonly WeightTable[];
  private readonly room: Readonly<Room>;
  private readonly layout: Layout;

  /**
   * @param method whose parameters the draws take
   * @param sites all of them added
   */
  constructor(
    private readonly method: Method,
    sites: LayoutBuilder,
  ) {
    this.seed = sites.seed;
    this.tables = sites.tables;
    this.room = sites.room;
    this.layout = sites.build();
  }

  /**
   * Works out the index of every site in some draws that follow each other. Several at once are quicker than one after the
   * other, since each site is looked at once.
   *
   * @param first the first of the draws, from 0
   * @param indexes filled draw after draw, in each in the order of the sites: as many draws as it has room for
   */
  fill(first: number, active: ActiveSources, indexes: Float32Array | Float64Array): void {
    const { layout, room, seed } = this;
    const { robustness } = this.method.portfolio;
    const sites = layout.scoreFloors.length;
    const draws = indexes.length / Math.max(1, sites);
    const shares = new Float64Array(draws * room.shares);
    const weights = new Float64Array(draws * room.questions);
    const geometric = new Uint8Array(draws);
    for (let b = 0; b < draws; b += 1) {
      geometric[b] = !active.has('aggregation') || drawsGeometric(seed, first + b, robustness) ? 1 : 0;
      for (const table of this.tables) {
        table.draw(seed, first + b, active, robustness);
        table.write(shares.subarray(b * room.shares), weights.subarray(b * room.questions));
      }
    }
    const drawsUnknown = active.has('unknown-answers');
    const scoresMove = drawsUnknown || active.has('question-weights');
    const drawn: Drawn = { first, drawsUnknown, scoresMove, geometric, room, shares, weights };
    fillIndexes(layout, drawn, indexes);
  }
}

/** What some draws that follow each other came to, draw after draw. */
interface Drawn {
  readonly first: number;
  readonly drawsUnknown: boolean;
  /** False when the domains' scores are the same in all of these draws */
  readonly scoresMove: boolean;
  /** 1 where the aggregation is geometric */
  readonly geometric: Uint8Array;
  /** How much of the next two belongs to one draw */
  readonly room: Readonly<Room>;
  readonly shares: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The arithmetic of `indexOf`, sum by sum, so that the weights as they stand give the very same numbers. It is one function
 * because this is where the time goes: taken apart it took nearly twice as long.
 */
function fillIndexes(layout: Layout, drawn: Drawn, indexes: Float32Array | Float64Array): void {
  const { scoreFloors, domainEnds, shareAt, weightsAt, questionEnds, gaps } = layout;
  const { geometric, room, scoresMove, shares, weights } = drawn;
  const most = room.shares;
  const [scores, logGaps] = [new Float64Array(most), new Float64Array(most)];
  const [sites, draws] = [scoreFloors.length, geometric.length];
  let first = 0;
  for (let site = 0; site < sites; site += 1) {
    const floor = scoreFloors[site] as number;
    const end = domainEnds[site] as number;
    const firstQuestion = first === 0 ? 0 : (questionEnds[first - 1] as number);
    for (let b = 0; b < draws; b += 1) {
      const isGeometric = geometric[b] === 1;
      if (b === 0 || scoresMove) {
        setUnknown(layout, site, drawn.first + b, drawn.drawsUnknown);
        let question = firstQuestion;
        for (let domain = first; domain < end; domain += 1) {
          const sumAt = b * room.questions + (weightsAt[domain] as number);
          const questionEnd = questionEnds[domain] as number;
          let gap = 0;
          for (let weight = sumAt + 1; question < questionEnd; weight += 1, question += 1) {
            gap += (weights[weight] as number) * (gaps[question] as number);
          }
          const score = Math.max(100 * (1 - gap / (weights[sumAt] as number)), floor);
          scores[domain - first] = score;
          if (isGeometric || !scoresMove) logGaps[domain - first] = logGapTerm(1, score, floor);
        }
      }
      const terms = isGeometric ? logGaps : scores;
      let sum = 0;
      for (let domain = first; domain < end; domain += 1) {
        sum += (shares[b * room.shares + (shareAt[domain] as number)] as number) * (terms[domain - first] as number);
      }
      indexes[b * sites + site] = isGeometric ? 100 * Math.exp(-sum) : sum;
    }
    first = end;
  }
}

function setUnknown(layout: Layout, site: number, draw: number, drawn: boolean): void {
  const { gaps, unknownEnds, unknownAt, unknownStreams } = layout;
  const to = unknownEnds[site] as number;
  for (let u = site === 0 ? 0 : (unknownEnds[site - 1] as number); u < to; u += 1) {
    gaps[unknownAt[u] as number] = drawn ? 1 - uniformOf(unknownStreams[u] as number, draw) : 1;
  }
}
