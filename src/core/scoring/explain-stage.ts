import type { AssessmentInput } from '../contracts/answers.js';
import { longDate } from '../contracts/calendar.js';
import type { ConditionExplanation, StageConditionId, StageExplanation } from '../contracts/explanation.js';
import type { Stage } from '../contracts/scorecard.js';
import { listed, STAGE_NAMES } from '../contracts/words.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { DomainArithmetic, IndexArithmetic } from './domains.js';
import { percentage, tenths } from './figures.js';
import type { Judgement } from './judgement.js';
import { stageConditions, standingOf, type Standing } from './stage.js';

/** The stage with every condition, met or missed, on the way to the last one. */
export function explainStage(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
): StageExplanation {
  const standing = standingOf(compiled, input, judgements, index);
  const conditions = stageConditions(compiled, index, standing).map(({ id, stage, met }): ConditionExplanation => {
    const inTheWay = blockers(id, standing);
    return {
      id,
      stage,
      met,
      questions: inTheWay.map((judgement) => judgement.compiled.id),
      domains: id === 'domain-scores' ? standing.lowDomains : [],
      sentence: sentenceOf(id, met, inTheWay, { compiled, input, index, standing }),
    };
  });
  const next = standing.stage === 4 ? null : ((standing.stage + 1) as Stage);
  return {
    number: standing.stage,
    name: STAGE_NAMES[standing.stage],
    next,
    conditions,
    sentence: stageSentence(standing.stage, next, conditions),
  };
}

function blockers(id: StageConditionId, standing: Standing): readonly Judgement[] {
  switch (id) {
    case 'data-gates':
      return standing.closedDataGates;
    case 'live-gates':
      return standing.closedLiveGates;
    case 'essentials':
      return standing.unmetEssentials;
    default:
      return [];
  }
}

function stageSentence(stage: Stage, next: Stage | null, conditions: readonly ConditionExplanation[]): string {
  const own = `Stage ${String(stage)} of 4, ${STAGE_NAMES[stage]}`;
  if (next === null) return `${own}: every condition is met.`;
  const due = conditions.filter((condition) => condition.stage === next);
  const met = `${String(due.filter((condition) => condition.met).length)} of ${String(due.length)}`;
  return `${own}. Conditions met of the next stage, ${STAGE_NAMES[next]}: ${met}.`;
}

interface Site {
  readonly compiled: CompiledInstrument;
  readonly input: AssessmentInput;
  readonly index: IndexArithmetic;
  readonly standing: Standing;
}

function sentenceOf(id: StageConditionId, met: boolean, inTheWay: readonly Judgement[], site: Site): string {
  const { index, compiled } = site;
  const { startedAt, goLiveIndex } = compiled.instrument.method.stages;
  const names = listed(inTheWay.map((judgement) => `${judgement.compiled.id} ${judgement.compiled.question.subject}`));
  switch (id) {
    case 'started':
      return met
        ? `Enough is known to count as started: ${percentage(index.completeness)}, ${percentage(startedAt)} being the least.`
        : `Too little is known to count as started: ${percentage(index.completeness)}, ${percentage(startedAt)} being the least.`;
    case 'data-gates':
      return met ? 'Every data gate is open.' : `Data gates that are not open: ${names}.`;
    case 'live-gates':
      return met ? 'Every go-live gate is open.' : `Go-live gates that are not open: ${names}.`;
    case 'essentials':
      return met
        ? 'Every essential question that applies is at its mark.'
        : `Essential questions below their mark or not known: ${names}.`;
    case 'domain-scores':
      return domainScores(met, site);
    case 'index':
      return met
        ? `The index, ${tenths(index.index)}, has reached the ${tenths(goLiveIndex)} that go-live needs.`
        : `The index, ${tenths(index.index)}, is under the ${tenths(goLiveIndex)} that go-live needs.`;
    case 'in-use':
      return inUse(met, site);
  }
}

function domainScores(met: boolean, { compiled, index, standing }: Site): string {
  const { goLiveDomain, exemptDomains } = compiled.instrument.method.stages;
  const nameOf = (code: string): string => {
    const i = compiled.domains.findIndex(({ domain }) => domain.code === code);
    const score = (index.domains[i] as DomainArithmetic).score as number;
    return `${compiled.domains[i]?.domain.name as string} (${tenths(score)})`;
  };
  if (!met)
    return `Go-live needs ${tenths(goLiveDomain)} in each domain; under it: ${listed(standing.lowDomains.map(nameOf))}.`;
  const exempt = compiled.domains.filter(({ domain }) => exemptDomains.includes(domain.code));
  const except = exempt.length === 0 ? '' : `, ${listed(exempt.map(({ domain }) => domain.name))} excepted`;
  return `Every domain that can be scored is at ${tenths(goLiveDomain)} or more${except}.`;
}

function inUse(met: boolean, { input }: Site): string {
  const { goLiveDate } = input.context;
  if (goLiveDate === undefined) return 'No go-live date is given.';
  return met ? `In use since ${longDate(goLiveDate)}.` : `The go-live date, ${longDate(goLiveDate)}, is still ahead.`;
}
