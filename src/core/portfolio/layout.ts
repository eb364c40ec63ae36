import type { AssessmentInput } from '../contracts/answers.js';
import type { CompiledDomain, CompiledInstrument } from '../instrument/compile.js';
import { streamOf } from '../planning/random.js';
import { indexOf } from '../scoring/domains.js';
import { judgeAnswers } from '../scoring/findings.js';
import { unknownKey } from './weight-draws.js';
import { WeightTable, type MovedWeights, type Room } from './weight-table.js';

/** One deployment of a portfolio. Tools, uses and versions of the instrument may be mixed. */
export interface PortfolioSite {
  /** One of its own: what its unknown answers are drawn by */
  readonly id: string;
  /** The instrument under the input's tool and use */
  readonly compiled: CompiledInstrument;
  /** Answers that `checkAssessment` accepted */
  readonly input: AssessmentInput;
}

/**
 * All sites' sums, flat: site after site, in each domain after domain those that can be assessed, and in each the
 * questions that apply.
 */
export interface Layout {
  readonly scoreFloors: Float64Array;
  /** For each site, where its domains end in the next two */
  readonly domainEnds: Uint32Array;
  /** For each domain, where its share of the index stands among the drawn ones */
  readonly shareAt: Uint32Array;
  /** For each domain, where the sum of its questions' weights stands among the drawn ones; each of the weights follows */
  readonly weightsAt: Uint32Array;
  /** For each domain, where its questions end in the next one */
  readonly questionEnds: Uint32Array;
  /** 1 − value of each question; that of an unknown answer changes with each draw */
  readonly gaps: Float64Array;
  /** For each site, where its unknown answers end in the next two */
  readonly unknownEnds: Uint32Array;
  /** Where in `gaps` the unknown answers stand */
  readonly unknownAt: Uint32Array;
  readonly unknownStreams: Uint32Array;
}

type Lists = { readonly [key in keyof Layout]: number[] };

/**
 * Lays a portfolio's sites out, one after the other: that takes as long as judging all of their answers, so that a large
 * portfolio is laid out in pieces. What applies, and whether enough of a domain applies for it to be assessed, is as the
 * published weights decide.
 */
export class LayoutBuilder {
  private readonly byInstrument = new Map<CompiledInstrument, WeightTable>();
  private readonly lists = emptyLists();
  /** How much room the weights of one draw take */
  readonly room: Room = { shares: 0, questions: 0 };

  /** @param seed of the draws */
  constructor(
    readonly seed: number,
    private readonly moved: MovedWeights | undefined,
  ) {}

  /** @throws RangeError for a moved weight that is negative or no number, or that leaves the site without any weight */
  add(site: PortfolioSite): void {
    const table = this.byInstrument.get(site.compiled) ?? new WeightTable(site.compiled, this.moved);
    this.byInstrument.set(site.compiled, table);
    layOut(site, table, this.room, this.seed, this.lists);
  }

  get tables(): readonly WeightTable[] {
    return [...this.byInstrument.values()];
  }

  /** All that was added. */
  build(): Layout {
    return flat(this.lists);
  }
}

function emptyLists(): Lists {
  return {
    scoreFloors: [],
    domainEnds: [],
    shareAt: [],
    weightsAt: [],
    questionEnds: [],
    gaps: [],
    unknownEnds: [],
    unknownAt: [],
    unknownStreams: [],
  };
}

function flat(lists: Lists): Layout {
  return {
    scoreFloors: Float64Array.from(lists.scoreFloors),
    domainEnds: Uint32Array.from(lists.domainEnds),
    shareAt: Uint32Array.from(lists.shareAt),
    weightsAt: Uint32Array.from(lists.weightsAt),
    questionEnds: Uint32Array.from(lists.questionEnds),
    gaps: Float64Array.from(lists.gaps),
    unknownEnds: Uint32Array.from(lists.unknownEnds),
    unknownAt: Uint32Array.from(lists.unknownAt),
    unknownStreams: Uint32Array.from(lists.unknownStreams),
  };
}

/** Appends one site. */
function layOut(site: PortfolioSite, table: WeightTable, room: Room, seed: number, lists: Lists): void {
  const { compiled } = site;
  const marks = judgeAnswers(compiled, site.input).map(({ mark }) => mark);
  const assessed = indexOf(compiled, marks).domains;
  const domains = compiled.domains.map((_, d) => d).filter((d) => assessed[d]?.score !== undefined);
  const sharesAt = table.sharesOf(domains, room);
  domains.forEach((d, k) => {
    const { questions } = compiled.domains[d] as CompiledDomain;
    const applicable = questions.filter(({ position }) => marks[position] !== 'not-applicable');
    for (const { id, position } of applicable) {
      const mark = marks[position];
      if (mark === 'unknown') {
        lists.unknownAt.push(lists.gaps.length);
        lists.unknownStreams.push(streamOf(seed, unknownKey(site.id, id)));
      }
      lists.gaps.push(typeof mark === 'number' ? 1 - mark : 1);
    }
    lists.shareAt.push(sharesAt + k);
    lists.weightsAt.push(
      table.questionsOf(
        applicable.map(({ position }) => position),
        room,
      ),
    );
    lists.questionEnds.push(lists.gaps.length);
  });
  lists.scoreFloors.push(compiled.instrument.method.scoreFloor);
  lists.domainEnds.push(lists.shareAt.length);
  lists.unknownEnds.push(lists.unknownAt.length);
}
