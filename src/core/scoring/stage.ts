import type { AssessmentInput } from '../contracts/answers.js';
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
  return { ...conditions, stage: stageOf(compiled, index, conditions) };
}

function stageOf(compiled: CompiledInstrument, index: IndexArithmetic, standing: Omit<Standing, 'stage'>): Stage {
  if (index.completeness < compiled.instrument.method.stages.startedAt - EPSILON) return 0;
  if (standing.closedDataGates.length > 0) return 1;
  const cleared =
    standing.closedLiveGates.length === 0 &&
    standing.unmetEssentials.length === 0 &&
    standing.lowDomains.length === 0 &&
    !standing.indexLow;
  if (!cleared) return 2;
  return standing.inUse ? 4 : 3;
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
