import { bestBut, scored } from '../../support/catalogue.js';

type Raw = Record<string, unknown>;
const dated = (date: string, rest: Raw = {}): Raw[] => [{ title: 'D', date, ...rest }];

describe('findings', () => {
  it.each<[string, string, Raw | undefined, object, RegExp]>([
    [
      'met',
      'GV-01',
      { value: 3, evidence: dated('2026-10-01') },
      { outcome: 'met', value: 1, strength: 0.5, lapses: '2027-10-01' },
      /^Met\. .* Its evidence holds until 1 October 2027\.$/,
    ],
    [
      'met without an end',
      'GV-02',
      { value: 3, evidence: dated('2026-10-01') },
      { outcome: 'met', lapses: null },
      /^Met\. .*separate approval\.$/,
    ],
    [
      'met from two thirds',
      'IT-04',
      { value: 2 },
      { outcome: 'met' },
      /^Met at its mark, not in full\. .* No evidence is named\.$/,
    ],
    ['met in full', 'IT-04', { value: 3 }, { outcome: 'met', value: 1 }, /^Met\. .* No evidence is named\.$/],
    [
      'met at its mark by a number',
      'TR-01',
      { value: 80, evidence: dated('2026-10-01') },
      { outcome: 'met' },
      /^Met at its mark, not in full\. Stated as 80% of reporters; full value is at 90% of reporters\. Its evidence/,
    ],
    [
      'met with undated evidence',
      'IT-04',
      { value: 2, evidence: [{ title: 'D' }] },
      { outcome: 'met', strength: 0.5 },
      / Its evidence has no date\.$/,
    ],
    [
      'met with evidence ahead',
      'IT-04',
      { value: 2, evidence: dated('2026-12-01') },
      { outcome: 'met' },
      / Its evidence is not in effect yet\.$/,
    ],
    ['partly met', 'IT-04', { value: 1 }, { outcome: 'partly-met', value: 1 / 3 }, /^Partly met\. /],
    [
      'partly met by a number',
      'TR-07',
      { value: 90.126 },
      { outcome: 'partly-met' },
      /^Partly met\. Stated as 90\.13% of the project's staff; full value is at 100% of the project's staff\. No evidence/,
    ],
    ['not met', 'IT-04', { value: 0 }, { outcome: 'not-met', value: 0, essentialMet: true }, /^Not met\. [^.]*\.$/],
    [
      'not met and essential',
      'IT-10',
      { value: 0 },
      { outcome: 'not-met', essential: true, essentialMet: false },
      / This one is essential\.$/,
    ],
    [
      'essential at its own mark',
      'TM-03',
      { value: 1 },
      { outcome: 'met', essentialMet: true, passMark: 0.5 },
      /^Met at its mark, not in full\. /,
    ],
    [
      'essential and not known',
      'IT-10',
      { notKnown: true },
      { outcome: 'not-known', essentialMet: false, value: null },
      /^Answered as not known/,
    ],
    ['unanswered', 'IT-10', undefined, { outcome: 'not-known', notKnownReason: 'unanswered' }, /^Not answered/],
    [
      'claimed',
      'GV-01',
      { value: 3 },
      { outcome: 'not-known', notKnownReason: 'claimed-without-evidence', value: 1 },
      /No dated evidence in effect shows it, so the gate is not known\.$/,
    ],
    [
      'lapsed at a gate',
      'GV-01',
      { value: 3, evidence: dated('2025-10-01') },
      { outcome: 'expired', value: 1, lapses: '2026-10-01' },
      / Its evidence lapsed on 1 October 2026\. It counts as partly met until it is renewed\.$/,
    ],
    [
      'lapsed elsewhere',
      'TR-02',
      { value: 90, evidence: dated('2025-10-01') },
      { outcome: 'expired', essentialMet: true },
      /It counts as partly met/,
    ],
    [
      'for another version',
      'TR-03',
      { value: 3, evidence: dated('2026-10-01', { productVersion: '1' }) },
      { outcome: 'expired', lapses: null },
      / Its evidence is for another version of the product\. It counts/,
    ],
    [
      'not applicable',
      'IT-08',
      { notApplicable: ' It runs in silent mode ' },
      { outcome: 'not-applicable', value: null },
      /^Does not apply here: It runs in silent mode\.$/,
    ],
    [
      'not applicable, said as a question',
      'IT-08',
      { notApplicable: 'Why would it?' },
      { outcome: 'not-applicable' },
      /^Does not apply here: Why would it\?$/,
    ],
    ['a number with a unit', 'TM-01', { value: 3 }, { outcome: 'met' }, /^Met\. Stated as 3 person-days a week; /],
  ])('should be %s', (_, id, answer, expected, sentence) => {
    const finding = bestBut({ [id]: answer }, { productVersion: '2' }).findings.find((own) => own.id === id);
    expect(finding).toMatchObject(expected);
    expect(finding?.sentence).toMatch(sentence);
  });

  it('should never change the value when evidence lapses', () => {
    const lapsed = bestBut({ 'GV-01': { value: 3, evidence: dated('2025-10-01') } });
    expect(lapsed.index.value).toBe(100);
    expect(lapsed.stage.number).toBe(1);
  });

  it("should share a domain's gap by weight times what is missing", () => {
    const { findings } = bestBut({ 'RD-01': { value: 1 }, 'RD-02': { value: 0 }, 'RD-03': undefined });
    const shares = new Map(findings.map(({ id, shareOfDomainGap }) => [id, shareOfDomainGap]));
    expect(shares.get('RD-01')).toBeCloseTo(2 / 5, 10);
    expect(shares.get('RD-02')).toBeCloseTo(2 / 5, 10);
    expect(shares.get('RD-03')).toBeCloseTo(1 / 5, 10);
    expect(shares.get('RD-04')).toBe(0);
    expect(shares.get('IT-01')).toBe(0);
  });

  it('should count what is known, and name tool, day and instrument', () => {
    expect(
      scored({ answers: { 'IT-08': { notApplicable: 'Silent mode only.' }, 'GV-01': { value: 0 } } }),
    ).toMatchObject({
      instrument: { id: 'ai-site-readiness', version: '1.0.0' },
      tool: 'echogo-pro',
      asOf: '2026-11-23',
      answered: { known: 1, unknown: 56, applicable: 57 },
    });
  });
});
