import { longDate } from '../contracts/calendar.js';
import type { AssessmentInput } from '../contracts/answers.js';
import { EPSILON } from '../instrument/answer-value.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import type { IndexArithmetic } from './domains.js';
import type { Judgement } from './judgement.js';
import { listed, STAGE_NAMES } from '../contracts/words.js';
import { closedByLapse, gateState } from './gates.js';
import type { Standing } from './stage.js';

/** Blockers named before the rest is counted. */
const NAMED = 4;

/** Stage, blockers by id and name, and the number; a warning instead when the tool is in use with a gate closed. */
export function headlineOf(
  compiled: CompiledInstrument,
  input: AssessmentInput,
  judgements: readonly Judgement[],
  index: IndexArithmetic,
  standing: Standing,
): string {
  const closed = [...standing.closedDataGates, ...standing.closedLiveGates];
  if (standing.inUse && closed.length > 0) return warning(closed);
  const parts = [`${STAGE_NAMES[standing.stage]}: ${situation(compiled, index, standing)}.`];
  parts.push(...conditionalNotes(judgements));
  if (standing.stage >= 3) parts.push(...lapsedEssentials(judgements));
  parts.push(`${indexPhrase(compiled, judgements, index)}.`);
  if (standing.inUse && standing.stage < 4) {
    parts.unshift(`In use since ${longDate(input.context.goLiveDate as number)}, but not cleared for go-live.`);
  }
  return parts.join(' ');
}

/** Whether too little is known to call the index more than provisional. */
export function isProvisional({ instrument }: CompiledInstrument, { completeness }: IndexArithmetic): boolean {
  return completeness < instrument.method.provisionalBelow - EPSILON;
}

/** "Index 56 of 100 (could be 64 when the 9 unknown answers are known), provisional" */
function indexPhrase(compiled: CompiledInstrument, judgements: readonly Judgement[], index: IndexArithmetic): string {
  const unknown = judgements.filter(({ mark }) => mark === 'unknown').length;
  const answers = unknown === 1 ? '1 unknown answer is' : `${String(unknown)} unknown answers are`;
  const bound = unknown === 0 ? '' : ` (could be ${String(Math.round(index.upper))} when the ${answers} known)`;
  const provisional = isProvisional(compiled, index) ? ', provisional' : '';
  return `Index ${String(Math.round(index.index))} of 100${bound}${provisional}`;
}

function situation(compiled: CompiledInstrument, index: IndexArithmetic, standing: Standing): string {
  switch (standing.stage) {
    case 0:
      return notStarted(compiled, index, standing);
    case 1:
      return `blocked by ${named(standing.closedDataGates)}`;
    case 2:
      return `go-live is blocked by ${liveBlockers(compiled, standing)}`;
    case 3:
      return 'every gate is open and every essential is at its mark';
    case 4:
      return 'in use, with every gate open and every essential at its mark';
  }
}

function notStarted(compiled: CompiledInstrument, index: IndexArithmetic, standing: Standing): string {
  const known = `only ${String(knownSoFar(compiled, index))}% of the assessment is known so far`;
  return standing.closedDataGates.length === 0 ? known : `${known}; blocked by ${named(standing.closedDataGates)}`;
}

/** Essentials whose evidence has lapsed keep their value, and so the stage; the reader has to know all the same. */
function lapsedEssentials(judgements: readonly Judgement[]): string[] {
  const lapsed = judgements.filter(({ compiled, outcome }) => compiled.essential && outcome === 'expired');
  return lapsed.length === 0 ? [] : [`The evidence for ${named(lapsed)} has lapsed: renew it.`];
}

/** Rounded as elsewhere, but never up to the share from which an assessment counts as started. */
function knownSoFar({ instrument }: CompiledInstrument, { completeness }: IndexArithmetic): number {
  return Math.min(Math.round(100 * completeness), Math.ceil(100 * instrument.method.stages.startedAt) - 1);
}

function liveBlockers(compiled: CompiledInstrument, standing: Standing): string {
  const questions = [...standing.closedLiveGates, ...standing.unmetEssentials];
  if (questions.length > 0) return named(questions);
  const { goLiveIndex, goLiveDomain } = compiled.instrument.method.stages;
  const low = standing.lowDomains.map(
    (code) => compiled.domains.find(({ domain }) => domain.code === code)?.domain.name as string,
  );
  const reasons = low.length > 0 ? [`a score under ${String(goLiveDomain)} in ${listed(low)}`] : [];
  if (standing.indexLow) reasons.push(`an index under ${String(goLiveIndex)}`);
  return listed(reasons);
}

/** What is known to be wrong comes first: a lapse, then a failed gate, then what is not known. */
function warning(unsorted: readonly Judgement[]): string {
  const urgency = (judgement: Judgement): number => {
    if (judgement.outcome === 'expired' || closedByLapse(judgement) !== undefined) return 0;
    return judgement.outcome === 'not-known' ? 2 : 1;
  };
  const closed = [...unsorted].sort((a, b) => urgency(a) - urgency(b));
  const gates = closed.slice(0, NAMED).map((judgement) => `${name(judgement)} ${closedPhrase(judgement)}`);
  const more = closed.length - NAMED;
  if (more > 0) gates.push(more === 1 ? '1 more gate is not passed' : `${String(more)} more gates are not passed`);
  return (
    `In use without clearance: ${listed(gates)}. Pause use, or record the clinical safety officer's and SIRO's ` +
    'decision now.'
  );
}

function closedPhrase(judgement: Judgement): string {
  const lapsed = closedByLapse(judgement);
  if (lapsed !== undefined) return `lapsed on ${longDate(lapsed)}`;
  return judgement.outcome === 'not-known' ? 'is not known' : 'is not passed';
}

function conditionalNotes(judgements: readonly Judgement[]): string[] {
  return judgements
    .filter((judgement) => judgement.compiled.gate !== null && gateState(judgement) === 'conditional')
    .map((judgement) => {
      const { lapses } = judgement.evidence;
      const until = lapses === undefined ? 'with no end date stated' : `until ${longDate(lapses)}`;
      return `${name(judgement)} passes conditionally ${until}.`;
    });
}

function named(judgements: readonly Judgement[]): string {
  const names = judgements.slice(0, NAMED).map(name);
  if (judgements.length > NAMED) {
    const rest = judgements.slice(NAMED);
    const kind = rest.every(({ compiled }) => compiled.gate !== null) ? 'gate' : 'item';
    names.push(`${String(rest.length)} more ${kind}${rest.length === 1 ? '' : 's'}`);
  }
  return listed(names);
}

function name({ compiled }: Judgement): string {
  return `${compiled.id} ${compiled.question.subject}`;
}

/** Whether the warning headline is due. */
export function isInUseWithoutClearance(standing: Standing): boolean {
  return standing.inUse && standing.closedDataGates.length + standing.closedLiveGates.length > 0;
}
