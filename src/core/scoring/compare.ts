import type {
  ComparedAssessment,
  Comparison,
  DomainChange,
  MovementLine,
  NumberChange,
  StageChange,
  VerdictChange,
} from '../contracts/comparison.js';
import { isoDate } from '../contracts/calendar.js';
import type { DomainResult, Stage, Verdict } from '../contracts/scorecard.js';
import { listed, STAGE_NAMES } from '../contracts/words.js';
import { answerChanges } from './compare-answers.js';
import { checkChanges, gateChanges } from './compare-gates.js';
import { movementLines } from './compare-index.js';
import { percentage, signedPoints, tenths } from './figures.js';
import type { Submission } from './submission.js';

/** Lines that the sentence about the index names. */
const NAMED_LINES = 3;

const VERDICTS: Readonly<Record<Verdict, string>> = { yes: 'yes', no: 'no', 'not-known': 'not known yet' };

/**
 * What changed from one submitted assessment to another of the same tool: answers, gates, stage, verdicts, and what
 * moved the index, question by question. The scorecards count as they were frozen. Notes are left out.
 *
 * @param before the earlier submission; use, product version, day and answers may differ
 * @param after the later one
 * @throws RangeError when the two are not about one tool under one version of one instrument
 */
export function compareAssessments(before: Submission, after: Submission): Comparison {
  refuseOthers(before, after);
  const [old, now] = [before.scorecard, after.scorecard];
  const lines = movementLines(before, after);
  const index = { ...numberChange('The index', old.index.value, now.index.value, tenths), lines };
  const [answers, gates] = [answerChanges(before, after, lines), gateChanges(before, after)];
  const stage = stageChange(old.stage.number, now.stage.number);
  const counted = (count: number, one: string): string => `${String(count)} ${count === 1 ? one : `${one}s`}`;
  const moved = (movement: string): number => gates.filter((gate) => gate.movement === movement).length;
  const sentence = indexSentence(index.sentence, lines);
  return {
    instrument: now.instrument,
    tool: now.tool,
    before: compared(before),
    after: compared(after),
    summary:
      `${sentence} ${stage.sentence} ${counted(answers.length, 'question')} changed, ` +
      gatesSentence(moved('opened'), moved('lost')),
    index: { ...index, sentence },
    upper: numberChange('The index with every unknown answer at its best', old.index.upper, now.index.upper, tenths),
    verified: numberChange(
      'The index by answers with strong enough evidence',
      old.index.verified,
      now.index.verified,
      tenths,
    ),
    completeness: numberChange('The known share of the assessment', old.completeness, now.completeness, percentage),
    confidence: numberChange('Confidence', old.confidence, now.confidence, percentage),
    stage,
    verdicts: {
      decide: verdictChange('Can the trust judge this tool?', old.verdicts.decide, now.verdicts.decide),
      deploy: verdictChange('Can the site go live?', old.verdicts.deploy, now.verdicts.deploy),
    },
    domains: now.domains.map((domain, i) => domainChange(old.domains[i] as DomainResult, domain, lines)),
    answers,
    gates,
    checks: checkChanges(old, now),
  };
}

function refuseOthers(before: Submission, after: Submission): void {
  const [first, second] = [before, after].map(
    ({ compiled: { instrument, tool } }) => `${tool.id} under ${instrument.id}@${instrument.version}`,
  ) as [string, string];
  if (first !== second) throw new RangeError(`Assessments of ${first} and of ${second} cannot be compared`);
}

function compared({ compiled, input, scorecard }: Submission): ComparedAssessment {
  return {
    asOf: isoDate(input.asOf),
    use: compiled.use,
    productVersion: input.context.productVersion ?? null,
    headline: scorecard.headline,
  };
}

/** A number before and after; one that moved by less than is shown is said to be nearly as before. */
function numberChange(what: string, before: number, after: number, show: (value: number) => string): NumberChange {
  const [from, to] = [show(before), show(after)];
  const nearly = before === after ? 'as before' : 'nearly as before';
  const sentence = from === to ? `${what} is ${to}, ${nearly}.` : `${what} went from ${from} to ${to}.`;
  return { before, after, change: after - before, sentence };
}

function indexSentence(opening: string, lines: readonly MovementLine[]): string {
  if (lines.length === 0) return opening;
  const named = lines.slice(0, NAMED_LINES).map(({ question, subject, points }) => {
    const name = question === null ? subject : `${question} ${subject}`;
    return `${name} (${signedPoints(points)})`;
  });
  return `${opening} ${lines.length > NAMED_LINES ? 'What moved it most' : 'What moved it'}: ${listed(named)}.`;
}

function gatesSentence(opened: number, lost: number): string {
  const gates = opened === 0 ? 'no gate' : opened === 1 ? '1 gate' : `${String(opened)} gates`;
  const others = lost === 0 ? 'none was' : lost === 1 ? '1 was' : `${String(lost)} were`;
  return `${gates} opened and ${others} lost.`;
}

function stageChange(before: Stage, after: Stage): StageChange {
  const name = (stage: Stage): string => `stage ${String(stage)}, ${STAGE_NAMES[stage]}`;
  const sentence =
    before === after
      ? `The site is at ${name(after)}, as before.`
      : `The site went ${after > before ? 'up' : 'back'} from ${name(before)}, to ${name(after)}.`;
  return { before, after, sentence };
}

function verdictChange(question: string, before: Verdict, after: Verdict): VerdictChange {
  const now = before === after ? `${VERDICTS[after]}, as before` : `${VERDICTS[after]}, before ${VERDICTS[before]}`;
  return { before, after, sentence: `${question} Now ${now}.` };
}

function domainChange(old: DomainResult, domain: DomainResult, lines: readonly MovementLine[]): DomainChange {
  const points = lines.filter((line) => line.domain === domain.code).reduce((sum, line) => sum + line.points, 0);
  const show = (score: number | null): string => (score === null ? 'not assessable' : tenths(score));
  const [from, to] = [show(old.score), show(domain.score)];
  const score = from === to ? to : `from ${from} to ${to}`;
  return {
    code: domain.code,
    name: domain.name,
    before: old.score,
    after: domain.score,
    points,
    sentence: `${domain.name}: ${score}, ${signedPoints(points)} of the index.`,
  };
}
