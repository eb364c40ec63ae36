import type { AssessmentInput } from '../contracts/answers.js';
import type { StageConditionId } from '../contracts/explanation.js';
import type { Stage, Verdict } from '../contracts/scorecard.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { IndexArithmetic } from './domains.js';
import { isEssentialMet } from './findings.js';
import type { Judgement } from './judgement.js';
import { gateState, isOpen } from './gates.js';

/** What stands between a site and go-live, beside the arithmetic. */
export interface Standing {
  readonly stage: Stage;
  readonly closedDataGates: readonly Judgement[];
  readonly closedLiveGates: readonly Judgement[];
  readonly unmetEssentials: readonly Judgement[];
  /** Codes of assessable, not exempt domains under the go-live score */
  readonly lowDomains: readonly string[];
  readonly indexLow: boolean;
  /** The go-live date has come */
  readonly inUse: boolean;
}

/** The stage (method, section 4). The index is only one of the conditions of stage 3 and opens no gate. */
export function standingOf(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
): Standing {
  const closed = (kind: 'data' | 'live'): Judgement[] =>
    judgements.filter((judgement) => judgement.compiled.gate === kind && !isOpen(gateState(judgement)));
  const conditions = {
    closedDataGates: closed('data'),
    closedLiveGates: closed('live'),
    unmetEssentials: judgements.filter((judgement) => !isEssentialMet(judgement)),
    lowDomains: domainsBelow(compiled, index, 'score'),
    indexLow: index.index < compiled.instrument.method.stages.goLiveIndex - EPSILON,
    inUse: input.context.goLiveDate !== undefined && input.context.goLiveDate <= input.asOf,
  };
  return { ...conditions, stage: stageOf(stageConditions(compiled, index, conditions)) };
}

/** One condition of a stage, as it stands today. */
export interface StageCondition {
  readonly id: StageConditionId;
  /** The stage that it is a condition of */
  readonly stage: Stage;
  readonly met: boolean;
}

/** Every condition of every stage, in order of the stages. A site is at the last stage before the first one missed. */
export function stageConditions(
  compiled: CompiledInstrument,
  index: IndexArithmetic,
  standing: Omit<Standing, 'stage'>,
): StageCondition[] {
  const { startedAt } = compiled.instrument.method.stages;
  return [
    { id: 'started', stage: 1, met: index.completeness >= startedAt - EPSILON },
    { id: 'data-gates', stage: 2, met: standing.closedDataGates.length === 0 },
    { id: 'live-gates', stage: 3, met: standing.closedLiveGates.length === 0 },
    { id: 'essentials', stage: 3, met: standing.unmetEssentials.length === 0 },
    { id: 'domain-scores', stage: 3, met: standing.lowDomains.length === 0 },
    { id: 'index', stage: 3, met: !standing.indexLow },
    { id: 'in-use', stage: 4, met: standing.inUse },
  ];
}

function stageOf(conditions: readonly StageCondition[]): Stage {
  const missed = conditions.find(({ met }) => !met);
  return missed === undefined ? 4 : ((missed.stage - 1) as Stage);
}

/** Can the trust judge this tool? Every gate and essential of the decide phase, and enough of the phase known. */
export function decideVerdict(compiled: CompiledInstrument, judgements: readonly Judgement[]): Verdict {
  const phase = judgements.filter(({ compiled: { question } }) => question.phase === 'decide');
  if (phase.some(isKnownObstacle)) return 'no';
  let [known, applicable] = [0, 0];
  for (const { compiled: question, mark } of phase) {
    if (mark === 'not-applicable') continue;
    applicable += question.weight;
    if (mark !== 'unknown') known += question.weight;
  }
  const open = phase.every((judgement) => gateOrEssentialPasses(judgement));
  return open && known >= compiled.instrument.method.stages.decideKnown * applicable - EPSILON ? 'yes' : 'not-known';
}

/** Can the site go live? Yes from stage 3; not known when answering the unknowns well could bring it there; else no. */
export function deployVerdict(
  compiled: CompiledInstrument,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
  stage: Stage,
): Verdict {
  if (stage >= 3) return 'yes';
  const outOfReach =
    judgements.some(isKnownObstacle) ||
    index.upper < compiled.instrument.method.stages.goLiveIndex - EPSILON ||
    domainsBelow(compiled, index, 'upper').length > 0;
  return outOfReach ? 'no' : 'not-known';
}

/** A gate known to be closed, or an essential known to be below its mark. */
function isKnownObstacle(judgement: Judgement): boolean {
  const { compiled, mark } = judgement;
  const gateFailed = compiled.gate !== null && gateState(judgement) === 'failed';
  return gateFailed || (mark !== 'unknown' && !isEssentialMet(judgement));
}

function gateOrEssentialPasses(judgement: Judgement): boolean {
  const gateOpen = judgement.compiled.gate === null || isOpen(gateState(judgement));
  return gateOpen && isEssentialMet(judgement);
}

function domainsBelow(compiled: CompiledInstrument, index: IndexArithmetic, bound: 'score' | 'upper'): string[] {
  const { goLiveDomain, exemptDomains } = compiled.instrument.method.stages;
  return compiled.domains
    .filter(({ domain }, i) => {
      const value = index.domains[i]?.[bound];
      return value !== undefined && value < goLiveDomain - EPSILON && !exemptDomains.includes(domain.code);
    })
    .map(({ domain }) => domain.code);
}
