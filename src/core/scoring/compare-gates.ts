import { longDate, parseDay } from '../contracts/calendar.js';
import type { CheckChange, GateChange, GateMovement, GateStanding } from '../contracts/comparison.js';
import type { ConsistencyCheck, GateResult, GateState, Scorecard } from '../contracts/scorecard.js';
import { isOpen } from './gates.js';
import type { Submission } from './submission.js';

const STATES: Readonly<Record<GateState, string>> = {
  passed: 'passed',
  conditional: 'conditional',
  failed: 'not passed',
  'not-known': 'not known',
  'not-applicable': 'does not apply',
};

const MOVEMENTS: Readonly<Record<GateMovement, string>> = {
  opened: 'opened',
  lost: 'lost',
  changed: 'changed',
  added: 'is a gate now',
  removed: 'is no gate any more',
};

/** Gates that opened, were lost or changed in another way, in the instrument's order. */
export function gateChanges(before: Submission, after: Submission): GateChange[] {
  const [gatesBefore, gatesAfter] = [before, after].map(
    ({ scorecard }) => new Map(scorecard.gates.map((gate) => [gate.id, gate])),
  ) as [Map<string, GateResult>, Map<string, GateResult>];
  return after.compiled.questions.flatMap(({ id }) => {
    const [old, now] = [gatesBefore.get(id), gatesAfter.get(id)];
    const gate = now ?? old;
    if (gate === undefined) return [];
    const movement = movementOf(old, now);
    if (movement === undefined) return [];
    const phrases = [...(old ? [`before: ${words(old)}`] : []), ...(now ? [`now: ${words(now)}`] : [])];
    return [
      {
        id,
        subject: gate.subject,
        kind: gate.kind,
        movement,
        before: standingOrNull(old),
        after: standingOrNull(now),
        sentence: `${id} ${gate.subject}: ${MOVEMENTS[movement]}; ${phrases.join('; ')}.`,
      },
    ];
  });
}

function movementOf(old: GateResult | undefined, now: GateResult | undefined): GateMovement | undefined {
  if (old === undefined) return 'added';
  if (now === undefined) return 'removed';
  const [was, is] = [isOpen(old.state), isOpen(now.state)];
  if (was !== is) return is ? 'opened' : 'lost';
  const isSame = old.state === now.state && old.until === now.until && old.reason === now.reason;
  return isSame ? undefined : 'changed';
}

function standingOrNull(gate: GateResult | undefined): GateStanding | null {
  return gate === undefined ? null : { state: gate.state, until: gate.until ?? null, reason: gate.reason ?? null };
}

/** State and reason; the reason of a conditional pass says both. */
function words({ state, until, reason }: GateResult): string {
  if (reason !== undefined) {
    const plain = reason.replace(/\.$/, '');
    return state === 'conditional' ? plain : `${STATES[state]} (${plain})`;
  }
  return until === undefined ? STATES[state] : `${STATES[state]} until ${longDate(parseDay(until) as number)}`;
}

/** Consistency queries that came, went or are about other questions now. */
export function checkChanges(before: Scorecard, after: Scorecard): CheckChange[] {
  const was = new Map(before.checks.map((check) => [check.id, check]));
  const is = new Set(after.checks.map(({ id }) => id));
  const changed = after.checks.flatMap((check): CheckChange[] => {
    const old = was.get(check.id);
    if (old === undefined) return [checkChange(check, 'came', 'new')];
    const alike = old.questions.join() === check.questions.join();
    return alike ? [] : [checkChange(check, 'changed', 'about other questions now')];
  });
  const gone = before.checks.filter(({ id }) => !is.has(id)).map((check) => checkChange(check, 'went', 'gone'));
  return [...changed, ...gone];
}

function checkChange(
  { id, severity, questions, text }: ConsistencyCheck,
  movement: CheckChange['movement'],
  said: string,
): CheckChange {
  return { id, severity, movement, questions, sentence: `Query ${id}, ${said}: ${text}` };
}
