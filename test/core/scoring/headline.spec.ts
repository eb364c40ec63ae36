import { scoreAssessment } from '../../../src/core/scoring/score.js';
import { bestAnswers, bestBut, checked, scored } from '../../support/catalogue.js';

type Raw = Record<string, unknown>;
const current = [{ title: 'Document', date: '2026-10-01' }];
const lapsed = [{ title: 'Document', date: '2024-10-01' }];
const otherVersion = [{ ...current[0], productVersion: '1.0' }];
const dpiaLapsed = { 'GV-01': { value: 3, evidence: [{ title: 'DPIA', date: '2025-10-01' }] } };
const inUse = { goLiveDate: '2026-06-01' };

describe('stage and headline', () => {
  it('should say how little is known when an assessment has not started', () => {
    expect(scored({})).toMatchObject({
      stage: { number: 0, name: 'Not started' },
      headline:
        'Not started: only 0% of the assessment is known so far; blocked by IT-06 tested de-identification inside the ' +
        "trust, GV-01 DPIA, GV-02 data-processing agreement, GV-03 Caldicott Guardian's decision and 4 more gates. " +
        'Index 1 of 100 (could be 100 when the 58 unknown ' +
        'answers are known), provisional.',
    });
  });

  it('should name no blocker of an assessment that has not started where every data gate is open', () => {
    const open = Object.entries(bestAnswers()).filter(([id]) => checked({}).compiled.byId.get(id)?.gate === 'data');
    const { headline, stage } = scored({ answers: Object.fromEntries(open) });
    expect(stage.number).toBe(0);
    expect(headline).toMatch(/^Not started: only \d+% of the assessment is known so far\. Index /);
  });

  it.each<[string, Record<string, Raw | undefined>, Raw, number, string]>([
    ['one data gate', { 'GV-01': { value: 2 } }, {}, 1, 'Preparing: blocked by GV-01 DPIA. Index 99 of 100.'],
    [
      'two data gates',
      { 'GV-01': { value: 0 }, 'PT-01': { value: 0 } },
      {},
      1,
      'Preparing: blocked by GV-01 DPIA and PT-01 privacy notice. Index 95 of 100.',
    ],
    [
      'a live gate',
      { 'TM-05': { value: 2 } },
      {},
      2,
      'Cleared for data: go-live is blocked by TM-05 clinical lead with job-planned time. Index 99 of 100.',
    ],
    [
      'an essential',
      { 'IT-10': { value: 1 } },
      {},
      2,
      'Cleared for data: go-live is blocked by IT-10 supported and patched systems. Index 99 of 100.',
    ],
    [
      'nothing',
      {},
      {},
      3,
      'Cleared for go-live: every gate is open and every essential is at its mark. Index 100 of 100.',
    ],
    [
      'nothing, with a go-live date ahead',
      {},
      { goLiveDate: '2026-11-24' },
      3,
      'Cleared for go-live: every gate is open and every essential is at its mark. Index 100 of 100.',
    ],
    [
      'nothing, live since today',
      {},
      { goLiveDate: '2026-11-23' },
      4,
      'Live: in use, with every gate open and every essential at its mark. Index 100 of 100.',
    ],
    [
      'an essential, though in use',
      { 'IT-10': { value: 0 } },
      inUse,
      2,
      'In use since 1 June 2026, but not cleared for go-live. Cleared for data: go-live is blocked by IT-10 supported and patched systems. Index 98 of 100.',
    ],
    [
      'nothing, conditionally',
      { 'GV-09': { value: 1, evidence: [{ ...current[0], expires: '2027-03-31' }] } },
      {},
      3,
      "Cleared for go-live: every gate is open and every essential is at its mark. GV-09 trust's DSPT status passes conditionally until 31 March 2027. Index 99 of 100.",
    ],
    [
      'nothing, with an essential whose evidence has lapsed',
      { 'TR-02': { value: 90, evidence: lapsed } },
      {},
      3,
      'Cleared for go-live: every gate is open and every essential is at its mark. The evidence for TR-02 training on the acquisition protocol has lapsed: renew it. Index 100 of 100.',
    ],
    [
      'nothing, with lapsed evidence of two essentials in use',
      { 'TR-02': { value: 90, evidence: lapsed }, 'TR-03': { value: 3, evidence: otherVersion } },
      { ...inUse, productVersion: '2.0' },
      4,
      'Live: in use, with every gate open and every essential at its mark. The evidence for TR-02 training on the acquisition protocol and TR-03 training on limits and overruling has lapsed: renew it. Index 100 of 100.',
    ],
    [
      'a live gate, with no word of an essential whose evidence has lapsed',
      { 'TM-05': { value: 2 }, 'TR-02': { value: 90, evidence: lapsed } },
      {},
      2,
      'Cleared for data: go-live is blocked by TM-05 clinical lead with job-planned time. Index 99 of 100.',
    ],
  ])('should name what blocks: %s', (_, changes, context, stage, headline) => {
    const card = bestBut(changes, context);
    expect(card.headline).toBe(headline);
    expect(card.stage.number).toBe(stage);
    expect(card.inUseWithoutClearance).toBe(false);
  });

  it('should not let a small team bar the way, but any other low domain and a low index', () => {
    const none = { value: 0 };
    const team = bestBut({ 'TM-01': none, 'TM-02': none, 'TM-06': { value: 12 }, 'TM-07': none, 'TM-08': none });
    expect(team.domains[1]?.score).toBeLessThan(50);
    expect(team.stage.number).toBe(3);
    const demand = bestBut({ 'RD-01': none, 'RD-02': none, 'RD-04': none });
    expect(demand.headline).toMatch(/go-live is blocked by a score under 50 in Resources and demand\. Index/);
    const low = { ...openButLow(), 'TM-01': none, 'TM-02': none, 'TM-06': { value: 12 }, 'TM-07': none, 'TM-08': none };
    const both = bestBut({ ...low, 'RD-01': none, 'RD-02': none, 'RD-04': none });
    expect(both.headline).toMatch(
      /a score under 50 in .*Resources and demand and an index under 70\. Index 56 of 100\.$/,
    );
  });

  it('should warn with the exact sentence when a gate has lapsed in use', () => {
    const card = bestBut(dpiaLapsed, inUse);
    expect(card.headline).toBe(
      'In use without clearance: GV-01 DPIA lapsed on 1 October 2026. Pause use, or record the clinical safety ' +
        "officer's and SIRO's decision now.",
    );
    expect(card).toMatchObject({ inUseWithoutClearance: true, stage: { number: 1 } });
  });

  it.each<[string, Record<string, Raw | undefined>, string]>([
    ['failed', { 'GV-02': { value: 2 } }, 'GV-02 data-processing agreement is not passed.'],
    ['not known', { 'GV-02': undefined }, 'GV-02 data-processing agreement is not known.'],
    [
      'conditional until its plan ended',
      { 'GV-09': { value: 1, evidence: [{ ...current[0], expires: '2026-10-31' }] } },
      "GV-09 trust's DSPT status lapsed on 31 October 2026.",
    ],
    [
      'of two kinds',
      { ...dpiaLapsed, 'TM-05': { value: 0 } },
      'GV-01 DPIA lapsed on 1 October 2026 and TM-05 clinical lead with job-planned time is not passed.',
    ],
  ])('should say how a gate in use is closed: %s', (_, changes, text) => {
    expect(bestBut(changes, inUse).headline).toBe(
      `In use without clearance: ${text} Pause use, or record the clinical safety officer's and SIRO's decision now.`,
    );
  });

  it('should name what lapsed first, then what failed, then what is not known', () => {
    const changes = {
      'IT-06': undefined,
      'GV-02': { value: 0 },
      'GV-09': { value: 1, evidence: [{ ...current[0], expires: '2026-10-31' }] },
    };
    expect(bestBut(changes, inUse).headline).toMatch(
      /^In use without clearance: GV-09 .*, GV-02 .* and IT-06 .* is not known\. /,
    );
  });

  it('should name a low index alone', () => {
    const { compiled, input } = checked({ answers: { ...bestAnswers(), 'RD-03': { value: 0 } } });
    const { instrument } = compiled;
    const stages = { ...instrument.method.stages, goLiveIndex: 99.9 };
    const stricter = { ...compiled, instrument: { ...instrument, method: { ...instrument.method, stages } } };
    const { headline, stage } = scoreAssessment(stricter, input);
    expect(stage.number).toBe(2);
    expect(headline).toMatch(/^Cleared for data: go-live is blocked by an index under 99\.9\. Index 99 of 100/);
  });

  it('should warn whatever the stage', () => {
    const card = scored({ context: inUse });
    expect(card.stage.number).toBe(0);
    expect(card.headline).toMatch(
      /^In use without clearance: IT-06 .* is not known, .* and 15 more gates are not passed\. Pause/,
    );
  });

  it('should count what it does not name', () => {
    const none = { value: 0 };
    const five = Object.fromEntries(['GV-01', 'GV-02', 'GV-03', 'GV-05', 'PT-01'].map((id) => [id, none]));
    expect(bestBut(five).headline).toMatch(
      /^Preparing: blocked by GV-01 .*, GV-02 .*, GV-03 .*, GV-05 .* and 1 more gate\./,
    );
    expect(bestBut({ ...five, 'GV-10': none }).headline).toMatch(/ and 2 more gates\./);
    expect(bestBut(five, inUse).headline).toMatch(/ and 1 more gate is not passed\. Pause/);
    const mixed = Object.fromEntries(['TM-05', 'IT-01', 'GV-04', 'CO-02', 'IT-10'].map((id) => [id, none]));
    expect(bestBut(mixed).headline).toMatch(/ and 1 more item\./);
    expect(bestBut({ ...mixed, 'GV-11': none }).headline).toMatch(/ and 2 more items\./);
  });

  it('should show the number with its upper bound and how many answers are unknown', () => {
    expect(bestBut({ 'RD-01': undefined }).headline).toMatch(
      /Index 98 of 100 \(could be 100 when the 1 unknown answer is known\)\.$/,
    );
    expect(bestBut({ 'RD-01': undefined, 'RD-05': { notKnown: true } }).headline).toMatch(
      /when the 2 unknown answers are known\)\.$/,
    );
  });

  it('should start at 30% of the weight', () => {
    const entries = Object.entries(bestAnswers());
    const started = entries.map((_, n) => scored({ answers: Object.fromEntries(entries.slice(0, n)) }));
    for (const { completeness, stage } of started) expect(stage.number === 0).toBe(completeness < 0.3 - 1e-9);
  });
});

/** Every question that is neither gate nor essential at nothing. */
function openButLow(): Record<string, Raw> {
  const { findings } = bestBut({});
  const rest = findings.filter(
    ({ gate, essential, outcome, domain }) => gate === null && !essential && outcome === 'met' && domain !== 'TM',
  );
  return Object.fromEntries(rest.map(({ id }) => [id, lowest(id)]));
}

function lowest(id: string): Raw {
  return { value: id === 'VS-05' ? 90 : id === 'CO-04' ? 1 : 0 };
}
