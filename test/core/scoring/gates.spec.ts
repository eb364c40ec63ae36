import type { GateRule, Question } from '../../../src/core/contracts/instrument.js';
import type { Scorecard } from '../../../src/core/contracts/scorecard.js';
import { compileInstrument } from '../../../src/core/instrument/compile.js';
import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { bestAnswers, bestBut, checked, compiledFor, gateOf, scored } from '../../support/catalogue.js';

const current = [{ title: 'Document', date: '2026-10-01' }];
const old = [{ title: 'Document', date: '2025-10-01' }];

type Raw = Record<string, unknown>;

/** What the instrument says of a level, which is what was found. */
function levelText(id: string, level: number): string {
  return compiledFor().byId.get(id)?.question.levels?.[level]?.text ?? 'no such level';
}

describe('gates', () => {
  it.each<[string, string, Raw | undefined, object]>([
    ['passed with dated evidence', 'GV-02', { value: 3, evidence: current }, { state: 'passed' }],
    [
      'passed until its evidence lapses',
      'GV-01',
      { value: 3, evidence: current },
      { state: 'passed', until: '2027-10-01' },
    ],
    ['passed at its own mark', 'TR-01', { value: 80, evidence: current }, { state: 'passed', until: '2027-10-01' }],
    [
      'failed just below it, in the number that was stated',
      'TR-01',
      { value: 79.9, evidence: current },
      { state: 'failed', reason: 'Stated as 79.9% of reporters; full value is at 90% of reporters.' },
    ],
    [
      'failed below its mark',
      'GV-01',
      { value: 2, evidence: current },
      { state: 'failed', reason: levelText('GV-01', 2) },
    ],
    ['failed at nothing', 'GV-01', { value: 0 }, { state: 'failed', reason: levelText('GV-01', 0) }],
    [
      'failed below its mark, lapsed evidence or not',
      'GV-01',
      { value: 2, evidence: old },
      { state: 'failed', reason: levelText('GV-01', 2) },
    ],
    [
      'failed when its evidence lapsed',
      'GV-01',
      { value: 3, evidence: old },
      { state: 'failed', reason: 'lapsed on 1 October 2026' },
    ],
    [
      'failed for another version',
      'GV-05',
      { value: 3, evidence: [{ ...current[0], productVersion: '1.0' }] },
      { state: 'failed', reason: 'the evidence is for another version of the product' },
    ],
    [
      'not passed by a value below the mark for another version',
      'GV-05',
      { value: 2, evidence: [{ ...current[0], productVersion: '1.0' }] },
      { state: 'failed', reason: levelText('GV-05', 2) },
    ],
    ['not known without an answer', 'GV-01', undefined, { state: 'not-known', reason: 'not answered' }],
    [
      'not known when that is the answer',
      'GV-01',
      { notKnown: true },
      { state: 'not-known', reason: 'answered as not known' },
    ],
    [
      'not known on a bare claim',
      'GV-01',
      { value: 3 },
      { state: 'not-known', reason: 'claimed, but no dated evidence shows it' },
    ],
    [
      'not known when evidence has no date',
      'GV-01',
      { value: 3, evidence: [{ title: 'Document' }] },
      { state: 'not-known' },
    ],
    [
      'not known while evidence lies ahead',
      'GV-01',
      { value: 3, evidence: [{ title: 'D', date: '2026-11-24' }] },
      { state: 'not-known' },
    ],
    [
      'not applicable with the reason given',
      'GV-06',
      { notApplicable: 'The maker gives a written rationale.' },
      { state: 'not-applicable', reason: 'The maker gives a written rationale.' },
    ],
    [
      'conditional until the end of the plan',
      'GV-09',
      { value: 1, evidence: [{ ...current[0], expires: '2027-03-31' }] },
      { state: 'conditional', until: '2027-03-31', reason: 'passes conditionally until 31 March 2027' },
    ],
    [
      "conditional until the toolkit year's end where the plan states none",
      'GV-09',
      { value: 1, evidence: current },
      { state: 'conditional', until: '2028-06-30', reason: 'passes conditionally until 30 June 2028' },
    ],
    [
      'failed when the plan has ended',
      'GV-09',
      { value: 1, evidence: [{ ...current[0], expires: '2026-10-31' }] },
      { state: 'failed', reason: 'lapsed on 31 October 2026' },
    ],
    [
      'not known when a conditional claim is bare',
      'GV-09',
      { value: 1 },
      { state: 'not-known', reason: 'claimed, but no dated evidence shows it' },
    ],
    [
      'failed when the toolkit is not met',
      'GV-09',
      { value: 0, evidence: current },
      { state: 'failed', reason: levelText('GV-09', 0) },
    ],
    ['passed when it is met', 'GV-09', { value: 2, evidence: current }, { state: 'passed', until: '2028-06-30' }],
  ])('should be %s', (_, id, answer, expected) => {
    const gate = gateOf(bestBut({ [id]: answer }, { productVersion: '2.0' }), id);
    expect(gate).toMatchObject(expected);
    if (!('reason' in expected) && gate.state === 'passed') expect(gate.reason).toBeUndefined();
    if (!('until' in expected)) expect(gate.until).toBeUndefined();
  });

  it('should say so when a conditional gate has no end date', () => {
    const card = scoredWithRule(
      'GV-02',
      { kind: 'data', conditionalAt: 2 },
      { 'GV-02': { value: 2, evidence: current } },
    );
    expect(gateOf(card, 'GV-02')).toMatchObject({
      state: 'conditional',
      until: undefined,
      reason: 'passes conditionally, and no end date is stated',
    });
    expect(card.headline).toMatch(/ GV-02 data-processing agreement passes conditionally with no end date stated\. /);
    expect(card.stage.number).toBe(3);
  });

  it('should say so when a gate does not apply to the use', () => {
    const card = scoredWithRule('GV-08', { kind: 'data' }, {});
    expect(gateOf(card, 'GV-08')).toMatchObject({ state: 'not-applicable', reason: 'does not apply to this use' });
    expect(card.stage.number).toBe(3);
  });

  it('should list 19 gates for routine use: data and live ones, in the order of the instrument', () => {
    const { gates } = scored({});
    expect(gates.map(({ id }) => id)).toEqual(
      (
        'IT-01 IT-05 IT-06 IT-07 IT-12 TM-05 GV-01 GV-02 GV-03 GV-04 GV-05 GV-06 GV-07 GV-09 GV-10 GV-12 ' +
        'TR-01 CO-02 PT-01'
      ).split(' '),
    );
    expect(gates.filter(({ kind }) => kind === 'data').map(({ id }) => id)).toEqual(
      'IT-06 GV-01 GV-02 GV-03 GV-05 GV-09 GV-10 PT-01'.split(' '),
    );
  });

  it('should ask for research approval as a data gate for research only', () => {
    const research = bestBut({ 'GV-08': undefined }, { use: 'research' });
    expect(gateOf(research, 'GV-08')).toMatchObject({ kind: 'data', state: 'not-known' });
    expect(research.stage.number).toBe(1);
    const evaluation = bestBut({ 'GV-08': undefined }, { use: 'evaluation' });
    expect(evaluation.gates.some(({ id }) => id === 'GV-08')).toBe(false);
    expect(evaluation.findings.find(({ id }) => id === 'GV-08')).toMatchObject({
      outcome: 'not-known',
      gate: null,
      passMark: 2 / 3,
    });
    expect(evaluation.stage.number).toBe(3);
  });

  it('should rule research approval out for routine use, whatever is answered', () => {
    for (const answer of [undefined, { value: 0 }, { notApplicable: 'Routine care, not research.' }]) {
      const card = bestBut({ 'GV-08': answer });
      const finding = card.findings.find(({ id }) => id === 'GV-08');
      expect(finding).toMatchObject({ outcome: 'not-applicable', value: null, shareOfDomainGap: 0 });
      expect(finding?.sentence).toBe(
        answer !== undefined && 'notApplicable' in answer
          ? 'Does not apply here: Routine care, not research.'
          : 'Does not apply to routine use.',
      );
      expect(card.domains[2]?.score).toBe(100);
    }
  });
});

/** The best answers but those given, under another rule for one question's gate. */
function scoredWithRule(id: string, gate: GateRule, changes: Record<string, Raw>): Scorecard {
  const { instrument, tool } = compiledFor();
  const questions = instrument.questions.map((own): Question => (own.id === id ? { ...own, gate } : own));
  const { input } = checked({ answers: { ...bestAnswers(), ...changes } });
  return scoreAssessment(compileInstrument({ ...instrument, questions }, tool, 'routine'), input);
}
