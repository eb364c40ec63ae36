import { isoDate, longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { GateResult, GateState, Scorecard } from '../../core/contracts/scorecard.js';
import { listed } from '../../core/contracts/words.js';
import type { Sites } from './read-sites.js';
import { REGISTER_QUESTION, type RegisterAssessment } from './register-assessments.js';

export interface RegisterResult {
  readonly assessment: RegisterAssessment;
  /** Of the assessment's document, as `checkAssessment` and `scoreAssessment` give it */
  readonly scorecard: Scorecard;
}

/** One trust, as plain values for a table. */
export interface RegisterRow {
  readonly code: string;
  readonly organisation: string;
  readonly sites: readonly string[];
  /** The register's words; null when the register does not have the trust */
  readonly status: string | null;
  /** ISO date, null when there is none */
  readonly publishedOn: string | null;
  readonly gate: GateState;
  /** ISO date until which the gate holds; null when it does not */
  readonly until: string | null;
  /** Why the gate is not simply passed; null when it is */
  readonly reason: string | null;
  /** 1 to 100 */
  readonly index: number;
  /** The index if every unknown answer were the best one, 1 to 100 */
  readonly upper: number;
  /** Known weight over applicable weight, 0 to 1 */
  readonly completeness: number;
  readonly known: number;
  readonly unknown: number;
  readonly stage: string;
}

export interface RegisterSummary {
  readonly rows: readonly RegisterRow[];
  readonly sentences: readonly string[];
}

/** What the summary says about the input beside the scores. */
export interface RegisterInput {
  readonly sites: Sites;
  readonly snapshotOn: DayNumber;
}

/**
 * What a register alone says about many trusts: a row for each, and sentences that say first of all how little that is.
 *
 * @throws RangeError when a scorecard's tool does not ask for the status
 */
export function summariseRegister(results: readonly RegisterResult[], input: RegisterInput): RegisterSummary {
  const rows = results.map(rowOf);
  const counted = countedSentences(rows.length, input);
  const [first] = results;
  if (first === undefined) return { rows, sentences: counted };
  const asOf = longDate(parseDay(first.scorecard.asOf) as DayNumber);
  const sentences = [
    ...counted,
    gateSentence(rows, asOf),
    ...conditionSentence(rows),
    ...lapsedSentence(results, asOf),
    ...unansweredSentence(rows),
    ...knownSentences(results),
    ...rangeSentences(rows),
    ...domainSentence(results),
    `The register was read on ${longDate(input.snapshotOn)}. It is never a trust's current status: look each trust up before using any of this.`,
  ];
  return { rows, sentences };
}

function rowOf({ assessment: { trust, entry }, scorecard }: RegisterResult): RegisterRow {
  const gate = gateOf(scorecard);
  const { index, completeness, answered, stage } = scorecard;
  return {
    code: trust.code,
    organisation: trust.organisation,
    sites: trust.sites.map(({ name }) => name),
    status: entry?.text ?? null,
    publishedOn: entry?.publishedOn === undefined ? null : isoDate(entry.publishedOn),
    gate: gate.state,
    until: gate.until ?? null,
    reason: gate.reason ?? null,
    index: index.value,
    upper: index.upper,
    completeness,
    known: answered.known,
    unknown: answered.unknown,
    stage: stage.name,
  };
}

function gateOf(scorecard: Scorecard): GateResult {
  const gate = scorecard.gates.find(({ id }) => id === REGISTER_QUESTION);
  if (gate === undefined) throw new RangeError(`${scorecard.tool} does not ask for ${REGISTER_QUESTION}`);
  return gate;
}

function countedSentences(trusts: number, { sites }: RegisterInput): string[] {
  const rows = sites.trusts.reduce((sum, trust) => sum + trust.sites.length, 0);
  const shared = sites.trusts
    .filter((trust) => trust.sites.length > 1)
    .map((trust) => `${trust.code} has ${String(trust.sites.length)} rows`);
  const detail = shared.length === 0 ? '' : ` (${listed(shared)})`;
  const without = sites.rowsWithoutCode.map(
    ({ line, text }) => `Line ${String(line)} has no trust code and is left out; none is guessed. It reads: ${text}`,
  );
  return [`${counted(trusts, 'trust')} from ${counted(rows, 'row')} with a trust code${detail}.`, ...without];
}

function gateSentence(rows: readonly RegisterRow[], asOf: string): string {
  const count = (state: GateState): string => String(rows.filter(({ gate }) => gate === state).length);
  return (
    `${REGISTER_QUESTION}, the trust's DSPT status, on ${asOf}: ${count('passed')} passed, ` +
    `${count('conditional')} conditional, ${count('failed')} failed, ${count('not-known')} not known.`
  );
}

function conditionSentence(rows: readonly RegisterRow[]): string[] {
  const ends = rows.flatMap(({ gate, until }) => (gate === 'conditional' && until !== null ? [until] : []));
  if (ends.length === 0) return [];
  return [
    `Conditional means approaching standards, until ${days(ends)}, when the publication lapses. The end date of each ` +
      'improvement plan is not in the snapshot and may be earlier.',
  ];
}

function lapsedSentence(results: readonly RegisterResult[], asOf: string): string[] {
  const lapsed = results.flatMap(({ scorecard }) => {
    const lapses = scorecard.findings.find(({ id }) => id === REGISTER_QUESTION)?.lapses ?? null;
    return lapses !== null && lapses <= scorecard.asOf ? [lapses] : [];
  });
  if (lapsed.length === 0) return [];
  return [
    `On ${asOf} the status of ${shareOf(lapsed.length, results.length)} had lapsed, on ${days(lapsed)}. A lapsed status ` +
      'counts as failed until somebody looks; what the register shows now is not in the snapshot.',
  ];
}

function unansweredSentence(rows: readonly RegisterRow[]): string[] {
  const codes = rows.filter(({ gate }) => gate === 'not-known').map(({ code }) => code);
  return codes.length === 0 ? [] : [`The snapshot gives no status that can be used on that day for ${listed(codes)}.`];
}

/** "Of 59 questions one is known", once for each number of known answers. */
function knownSentences(results: readonly RegisterResult[]): string[] {
  const groups = new Map<string, number>();
  for (const { scorecard } of results) {
    const { known, unknown, applicable } = scorecard.answered;
    const all = scorecard.findings.length;
    const ruledOut = all - applicable;
    const rest = ruledOut === 0 ? '' : ` and ${ruledOut === 1 ? '1 does' : `${String(ruledOut)} do`} not apply`;
    const text = `Of ${String(all)} questions ${isKnown(known)}; ${String(unknown)} are not known${rest}`;
    groups.set(text, (groups.get(text) ?? 0) + 1);
  }
  return [...groups].map(([text, count]) => `${text} (${shareOf(count, results.length)}).`);
}

function isKnown(known: number): string {
  if (known === 0) return 'none is known';
  return known === 1 ? 'one is known' : `${String(known)} are known`;
}

function rangeSentences(rows: readonly RegisterRow[]): string[] {
  const index = range(rows.map((row) => row.index));
  const upper = range(rows.map((row) => row.upper));
  const complete = range(rows.map(({ completeness }) => 100 * completeness));
  return [
    `Index ${index} of 100 on what is known; it could be ${upper} if every unknown answer were the best one.`,
    `Completeness ${complete}%. The width of these bounds says how little is known. It does not say how ready a trust ` +
      'is, and the trusts cannot be compared by it.',
  ];
}

function domainSentence(results: readonly RegisterResult[]): string[] {
  const domains = results[0]?.scorecard.domains ?? [];
  const unknown = domains.filter(({ code }) =>
    results.every(({ scorecard }) =>
      scorecard.domains.some((domain) => domain.code === code && domain.completeness === 0),
    ),
  );
  if (unknown.length === 0) return [];
  return [`Nothing at all is known of ${listed(unknown.map(({ code, name }) => `${code} (${name})`))}.`];
}

function shareOf(count: number, all: number): string {
  if (count === all) return all === 1 ? 'the one trust' : `all ${String(all)} trusts`;
  return `${String(count)} of ${String(all)} trusts`;
}

function days(isoDates: readonly string[]): string {
  return listed([...new Set(isoDates)].sort().map((date) => longDate(parseDay(date) as DayNumber)));
}

/** "1.1" or "1.1 to 1.3", one decimal. */
function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values).toFixed(1), Math.max(...values).toFixed(1)];
  return low === high ? low : `${low} to ${high}`;
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
