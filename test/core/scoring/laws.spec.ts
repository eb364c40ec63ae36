import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Answer, AssessmentInput } from '../../../src/core/contracts/answers.js';
import type { GateResult, Scorecard } from '../../../src/core/contracts/scorecard.js';
import { answerValue } from '../../../src/core/instrument/answer-value.js';
import type { CompiledQuestion } from '../../../src/core/instrument/compile.js';
import { checkAssessment } from '../../../src/core/scoring/check-assessment.js';
import { indexOf, type Mark } from '../../../src/core/scoring/domains.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import {
  anyCase,
  anyReweightedCase,
  caseOf,
  documentOf,
  endsOf,
  lawRuns,
  madeUp,
  reweigh,
  valueAt,
  type Case,
} from '../../support/arbitraries.js';
import { realCatalogue, withAnswers } from '../../support/catalogue.js';

const TOLERANCE = 1e-9;

/** Runs one law on random sites; a broken one is shrunk and printed with the seed that repeats it. */
function holds<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, law), lawRuns() as fc.Parameters<[T]>);
}

interface Asked extends Case {
  readonly question: CompiledQuestion;
  readonly one: number;
  readonly two: number;
  readonly pick: number;
}

/** A site, one question of it, two answers to that question and a number to choose with. */
function anyAsked(cases: fc.Arbitrary<Case>): fc.Arbitrary<Asked> {
  return fc.tuple(cases, fc.nat(99_999), fc.nat(999), fc.nat(999)).map(([own, pick, first, second]) => {
    const question = own.compiled.questions[pick % own.compiled.questions.length] as CompiledQuestion;
    const [one, two] = [first, second].map((n) => valueAt(question, own.compiled.instrument, n)) as [number, number];
    return Object.assign(caseOf(own.compiled, own.input), { question, one, two, pick });
  });
}

/** A law's condition. Much quicker than \`expect\`, which would take most of the time of a long run. */
function must(condition: boolean, message: string, ...values: readonly unknown[]): void {
  if (!condition) throw new Error(`${message}: ${values.map((value) => JSON.stringify(value)).join(', ')}`);
}

function mustBeClose(a: number | undefined, b: number | undefined, what: string, tolerance = TOLERANCE): void {
  must(Math.abs((a ?? NaN) - (b ?? NaN)) <= tolerance, what, a, b);
}

function mustEqual(a: unknown, b: unknown, what: string): void {
  if (!isDeepStrictEqual(a, b)) expect({ what, value: a }).toEqual({ what, value: b });
}

function withAnswer(input: AssessmentInput, id: string, answer: Answer | undefined): AssessmentInput {
  const answers = new Map(input.answers);
  if (answer === undefined) answers.delete(id);
  else answers.set(id, answer);
  return withAnswers(input, answers);
}

function mustNotFall(before: Scorecard, after: Scorecard): void {
  before.domains.forEach(({ score, upper }, i) => {
    must((after.domains[i]?.score ?? 0) >= (score ?? 0), 'score', score, after.domains[i]);
    must((after.domains[i]?.upper ?? 0) >= (upper ?? 0), 'upper', upper, after.domains[i]);
  });
  must(after.index.value >= before.index.value, 'index', before.index, after.index);
  must(after.index.verified >= before.index.verified, 'verified', before.index, after.index);
  must(after.stage.number >= before.stage.number, 'stage', before.stage, after.stage);
}

/** How far a gate lets a site through; a gate that is not known and one that failed are both closed. */
function openness({ state }: GateResult): number {
  return { passed: 2, conditional: 1, 'not-applicable': 2, failed: 0, 'not-known': 0 }[state];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Numbers agree within rounding, names exactly. */
function mustAgree(a: Scorecard, b: Scorecard): void {
  for (const key of ['value', 'upper', 'arithmetic', 'verified'] as const) mustBeClose(a.index[key], b.index[key], key);
  a.domains.forEach((domain, i) => {
    const other = b.domains[i] as Scorecard['domains'][number];
    must(domain.band === other.band && (domain.score === null) === (other.score === null), domain.code, domain, other);
    mustBeClose(domain.score ?? 0, other.score ?? 0, domain.code);
    mustBeClose(domain.shareOfGap, other.shareOfGap, 'share of gap');
  });
  a.findings.forEach(({ id, shareOfDomainGap }, i) => {
    mustBeClose(shareOfDomainGap, b.findings[i]?.shareOfDomainGap, `share of ${id}`);
  });
}

describe('the laws of scoring', () => {
  const sites = anyCase();
  const reweighted = anyReweightedCase();
  const factor = fc.integer({ min: -300, max: 300 }).map((power) => 10 ** (power / 100));

  it('should reach every stage and every state of a gate with its random sites, or the laws say little', () => {
    const stages = new Set<number>();
    const states = new Set<string>();
    const outcomes = new Set<string>();
    for (const { compiled, input } of fc.sample(sites, { numRuns: 2000, seed: 1 })) {
      const card = scoreAssessment(compiled, input);
      stages.add(card.stage.number);
      card.gates.forEach(({ state }) => states.add(state));
      card.findings.forEach(({ outcome, notKnownReason }) => outcomes.add(notKnownReason ?? outcome));
    }
    expect([...stages].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(states.size).toBe(5);
    expect([...outcomes].sort()).toEqual([
      'answered-not-known',
      'claimed-without-evidence',
      'expired',
      'met',
      'not-applicable',
      'not-met',
      'partly-met',
      'unanswered',
    ]);
  });

  it('should never lower a domain score, the index, a stage or a gate when an answer improves', () => {
    holds(anyAsked(sites), ({ compiled, input, question, one, two }) => {
      const { method } = compiled.instrument;
      const inOrder = answerValue(question.question, method, one) <= answerValue(question.question, method, two);
      const evidence = input.answers.get(question.id)?.evidence ?? [];
      const [before, after] = (inOrder ? [one, two] : [two, one]).map((value) =>
        scoreAssessment(compiled, withAnswer(input, question.id, { type: 'value', value, evidence })),
      ) as [Scorecard, Scorecard];
      mustNotFall(before, after);
      before.gates.forEach((gate, i) => {
        const later = after.gates[i] as GateResult;
        must(openness(later) >= openness(gate), 'gate', gate, later);
      });
    });
  });

  it('should never lower a score, the index or a stage when an unknown is answered without evidence', () => {
    holds(anyAsked(sites), ({ compiled, input, question, one }) => {
      const before = scoreAssessment(compiled, withAnswer(input, question.id, undefined));
      const answer: Answer = { type: 'value', value: one, evidence: [] };
      const after = scoreAssessment(compiled, withAnswer(input, question.id, answer));
      must(after.index.value >= before.index.value - TOLERANCE, 'index', before.index, after.index);
      must(after.stage.number >= before.stage.number, 'stage', before.stage, after.stage);
    });
  });

  it('should never improve a gate or the stage when evidence is removed', () => {
    holds(anyAsked(sites), ({ compiled, input, pick }) => {
      const gates = [...input.answers].filter(
        ([id, { evidence }]) => evidence.length > 0 && compiled.byId.get(id)?.gate !== null,
      );
      const [id, answer] = gates[pick % Math.max(1, gates.length)] ?? [];
      if (id === undefined || answer === undefined) return;
      const evidence = answer.evidence.filter((_, i) => i !== pick % answer.evidence.length);
      const before = scoreAssessment(compiled, input);
      const after = scoreAssessment(compiled, withAnswer(input, id, { ...answer, evidence }));
      before.gates.forEach((gate, i) => {
        const later = after.gates[i] as GateResult;
        must(openness(later) <= openness(gate), 'gate', gate, later);
        must(openness(later) === 0 || (later.until ?? '9999') <= (gate.until ?? '9999'), 'until', gate, later);
        must(gate.id === id || isDeepStrictEqual(gate, later), 'another gate', gate, later);
      });
      must(after.stage.number <= before.stage.number, 'stage', before.stage, after.stage);
      must(after.index.value === before.index.value, 'index', before.index, after.index);
      must(after.index.verified <= before.index.verified, 'verified', before.index, after.index);
    });
  });

  it('should never widen the range from score to upper bound when an unknown is answered', () => {
    holds(anyAsked(reweighted), ({ compiled, input, question, one, pick }) => {
      const evidence = input.answers.get(question.id)?.evidence ?? [];
      const unknown: Answer | undefined = pick % 2 === 0 ? undefined : { type: 'not-known', evidence: [] };
      const before = scoreAssessment(compiled, withAnswer(input, question.id, unknown));
      const after = scoreAssessment(compiled, withAnswer(input, question.id, { type: 'value', value: one, evidence }));
      before.domains.forEach(({ score, upper }, i) => {
        must((after.domains[i]?.score ?? 0) >= (score ?? 0), 'score', score, after.domains[i]);
        must((after.domains[i]?.upper ?? 0) <= (upper ?? 0), 'upper', upper, after.domains[i]);
      });
      must(after.index.value >= before.index.value, 'index', before.index, after.index);
      must(after.index.upper <= before.index.upper, 'upper', before.index, after.index);
    });
  });

  it('should not widen a domain either when an unknown turns out not to apply, while it stays assessable', () => {
    holds(anyAsked(reweighted), ({ compiled, input, pick }) => {
      const may = compiled.questions.filter(({ question, ruledOut }) => !ruledOut && question.notApplicable?.when);
      const { id, domain } = may[pick % may.length] as CompiledQuestion;
      const gone: Answer = { type: 'not-applicable', reason: 'It does not arise.', evidence: [] };
      const before = scoreAssessment(compiled, withAnswer(input, id, undefined)).domains[domain];
      const after = scoreAssessment(compiled, withAnswer(input, id, gone)).domains[domain];
      if (typeof after?.score !== 'number') return;
      must(after.score >= (before?.score ?? NaN) - TOLERANCE, 'score', before, after);
      must((after.upper ?? NaN) <= (before?.upper ?? NaN) + TOLERANCE, 'upper', before, after);
    });
  });

  it('should give the same scorecard whatever the order of the answers and of their evidence', () => {
    holds(fc.tuple(sites, fc.nat(996)), ([{ compiled, input }, by]) => {
      const shuffled = [...input.answers]
        .map(([id, answer], i) => ({ id, answer, key: ((i + 1) * (by + 1)) % 997 }))
        .sort((a, b) => a.key - b.key)
        .map(({ id, answer }): [string, Answer] => [id, { ...answer, evidence: [...answer.evidence].reverse() }]);
      const other = scoreAssessment(compiled, withAnswers(input, new Map(shuffled)));
      mustEqual(other, scoreAssessment(compiled, input), 'in another order');
    });
  });

  it('should change nothing in the scores when all weights of a domain, or all domain weights, are scaled', () => {
    holds(fc.tuple(reweighted, fc.nat(7), factor, factor), ([{ compiled, input }, at, one, all]) => {
      const scaledDomain = compiled.domains[at]?.domain.code ?? '';
      const scaled = reweigh(compiled, (weight, id) => {
        if (!id.includes('-')) return weight * all;
        return id.startsWith(`${scaledDomain}-`) ? weight * one : weight;
      });
      const [before, after] = [compiled, scaled].map((own) => scoreAssessment(own, input)) as [Scorecard, Scorecard];
      mustAgree(before, after);
      mustEqual(after.gates, before.gates, 'gates');
    });
  });

  it('should change nothing at all, stage and verdicts included, when every weight is scaled alike', () => {
    holds(fc.tuple(sites, factor), ([{ compiled, input }, by]) => {
      const scaled = reweigh(compiled, (weight) => weight * by);
      const [before, after] = [compiled, scaled].map((own) => scoreAssessment(own, input)) as [Scorecard, Scorecard];
      mustAgree(before, after);
      // Numbers are rounded for the headline: one that lies on the half may go either way.
      const numbers = [before.index.value, before.index.upper, 100 * before.completeness];
      const onTheHalf = numbers.some((value) => Math.abs((value % 1) - 0.5) < TOLERANCE);
      const said = ({ stage, headline, verdicts, checks }: Scorecard): object => ({
        stage,
        headline: onTheHalf ? '' : headline,
        verdicts,
        checks,
      });
      mustEqual(said(after), said(before), 'what is said');
      mustBeClose(after.completeness, before.completeness, 'completeness');
      mustBeClose(after.confidence, before.confidence, 'confidence');
    });
  });

  it('should score 75 for the heavy one alone, 25 for the light one alone and 100 for both, at weights 3 and 1', () => {
    holds(factor, (by) => {
      const compiled = madeUp([{ weight: 1, questions: [3 * by, by] }]);
      const score = (...marks: Mark[]): number | undefined => indexOf(compiled, marks).domains[0]?.score;
      mustBeClose(score(1, 0), 75, 'heavy');
      mustBeClose(score(0, 1), 25, 'light');
      mustBeClose(score(1, 'unknown'), 75, 'heavy, the other unknown');
      must(score(1, 1) === 100, 'both', score(1, 1));
      must(score(0, 0) === 0, 'neither', score(0, 0));
    });
  });

  it('should lift no site with a failed data gate above stage 1, whatever the positive weights', () => {
    holds(reweighted, ({ compiled, input }) => {
      const { gates, stage } = scoreAssessment(compiled, input);
      const closed = gates.filter((gate) => openness(gate) === 0);
      must(stage.number <= 1 || closed.every(({ kind }) => kind !== 'data'), 'data gate', stage, closed);
      must(stage.number <= 2 || closed.length === 0, 'gate', stage, closed);
    });
  });

  it('should lift no site whose every other answer is the best above stage 1 while one data gate is closed', () => {
    holds(anyAsked(reweighted), ({ compiled, input, pick }) => {
      const gates = compiled.questions.filter(({ gate }) => gate === 'data');
      const closed = gates[pick % gates.length] as CompiledQuestion;
      const evidence = [{ title: 'Document', date: input.asOf, owner: 'A. Person', source: 'self' as const }];
      const answers = new Map(
        compiled.questions
          .filter(({ ruledOut }) => !ruledOut)
          .map((question): [string, Answer] => {
            const { worst, best } = endsOf(question, compiled.instrument);
            return [question.id, { type: 'value', value: question === closed ? worst : best, evidence }];
          }),
      );
      const context = { use: compiled.use, changes: [], alternatives: [] };
      const { stage, gates: states } = scoreAssessment(compiled, { ...input, context, answers });
      must(stage.number === 1, 'stage', stage);
      must(states.filter((gate) => openness(gate) === 0).length === 1, 'one closed', states);
    });
  });

  it('should keep unanswered, not known and the worst value apart in the finding and alike in the score', () => {
    holds(anyAsked(sites), ({ compiled, input, question }) => {
      if (question.ruledOut) return;
      const { worst } = endsOf(question, compiled.instrument);
      const answers: (Answer | undefined)[] = [
        undefined,
        { type: 'not-known', evidence: [] },
        { type: 'value', value: worst, evidence: [] },
      ];
      const cards = answers.map((answer) => scoreAssessment(compiled, withAnswer(input, question.id, answer)));
      const findings = cards.map(({ findings: all }) => all[question.position] as Scorecard['findings'][number]);
      const outcomes = findings.map(({ notKnownReason, outcome }) => notKnownReason ?? outcome);
      mustEqual(outcomes, ['unanswered', 'answered-not-known', 'not-met'], 'outcomes');
      must(new Set(findings.map(({ sentence }) => sentence)).size === 3, 'sentences', findings);
      const scores = cards.map(({ index, domains }) => [
        index.value,
        index.arithmetic,
        ...domains.flatMap(({ score, shareOfGap }) => [score, shareOfGap]),
      ]);
      mustEqual(scores[1], scores[0], 'not known');
      mustEqual(scores[2], scores[0], 'worst');
    });
  });

  it('should explain the index exactly: shares sum to 1 and rebuild the gap in the log scale', () => {
    holds(reweighted, ({ compiled, input }) => {
      const { index, domains, findings } = scoreAssessment(compiled, input);
      const gap = Math.log(100) - Math.log(index.value);
      const floor = compiled.instrument.method.scoreFloor;
      const terms = domains.map(({ score, weight }) =>
        score === null ? 0 : weight * (Math.log(100) - Math.log(Math.max(score, floor))),
      );
      mustBeClose(sum(domains.map(({ weight }) => weight)), 1, 'weights');
      mustBeClose(sum(terms), gap, 'gap');
      const shares = domains.map(({ shareOfGap }) => shareOfGap);
      mustBeClose(sum(shares), index.value === 100 ? 0 : 1, 'shares');
      shares.forEach((share, i) => mustBeClose(share * gap, terms[i], `term ${String(i)}`));
      for (const { code, score } of domains) {
        const own = findings.filter(({ domain }) => domain === code);
        const hasGap = own.some(({ outcome, value }) => outcome !== 'not-applicable' && value !== 1);
        const inside = own.map(({ shareOfDomainGap }) => shareOfDomainGap);
        must(
          inside.every((share) => share >= 0 && share <= 1 + TOLERANCE),
          'share in range',
          inside,
        );
        mustBeClose(sum(inside), hasGap ? 1 : 0, `shares of ${code}`);
        must(hasGap || score === 100 || score === null, 'full score', code, score);
      }
    });
  });

  it('should keep verified ≤ value ≤ upper, value ≤ arithmetic and every number in its range', () => {
    holds(reweighted, ({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      const { value, upper, verified, arithmetic, imbalance } = card.index;
      must(1 - TOLERANCE <= verified && verified <= value && value <= upper && upper <= 100, 'order', card.index);
      must(arithmetic >= value - TOLERANCE && imbalance === arithmetic - value, 'arithmetic', card.index);
      for (const share of [card.completeness, card.confidence, card.capacity]) {
        must(share >= 0 && share <= 1 + TOLERANCE, 'share', share);
      }
      must(card.confidence <= card.completeness + TOLERANCE, 'confidence', card.confidence, card.completeness);
      for (const { score, upper: bound } of card.domains) {
        must((score ?? 0) >= 0 && (score ?? 0) <= (bound ?? 0) && (bound ?? 0) <= 100, 'domain', score, bound);
      }
      const { known, unknown, applicable } = card.answered;
      must(known + unknown === applicable, 'answered', card.answered);
      must(unknown > 0 || upper === value, 'nothing unknown', card.index);
      must(card.inUseWithoutClearance === card.headline.startsWith('In use without clearance: '), 'in use', card);
      must((card.verdicts.deploy === 'yes') === card.stage.number >= 3, 'deploy', card.verdicts, card.stage);
    });
  });

  it('should give the same scorecard twice, and from the document that says the same', () => {
    holds(sites, ({ compiled, input }) => {
      const card = scoreAssessment(compiled, input);
      mustEqual(scoreAssessment(compiled, input), card, 'twice');
      const result = checkAssessment(documentOf(input), realCatalogue());
      if (!result.ok) throw new Error(JSON.stringify(result.defects));
      mustEqual(scoreAssessment(result.value.compiled, result.value.input), card, 'from the document');
    });
  });
});
