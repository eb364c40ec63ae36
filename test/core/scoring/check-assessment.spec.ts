import type { Defect } from '../../../src/core/contracts/defect.js';
import { checkAssessment } from '../../../src/core/scoring/check-assessment.js';
import { checked, realCatalogue } from '../../support/catalogue.js';

type Raw = Record<string, unknown>;

function defectsOf(document: unknown): readonly Defect[] {
  const result = checkAssessment(document, realCatalogue());
  return result.ok ? [] : result.defects;
}

const sound = { tool: 'echogo-pro', asOf: '2026-11-23' };

/** Defects of a sound document with one part replaced, as `code pointer`. */
function found(part: Raw): string[] {
  return defectsOf({ ...sound, ...part }).map(({ code, pointer }) => `${code} ${pointer}`);
}

const answer = (id: string, value: unknown): Raw => ({ answers: { [id]: value } });
const evidence = (item: unknown): Raw => answer('GV-01', { value: 1, evidence: [item] });

describe('checking an answers document', () => {
  it.each<[string, Raw, string[]]>([
    ['an unknown field', { colour: 1 }, ['unknown-field /colour']],
    ['an unknown field with a slash', { 'a/b~c': 1 }, ['unknown-field /a~1b~0c']],
    ['no tool', { tool: undefined }, ['not-allowed /tool']],
    ['an unknown tool', { tool: 'other' }, ['not-allowed /tool']],
    ['a tool that is no text', { tool: ['echogo-pro'] }, ['not-allowed /tool']],
    ['no date', { asOf: undefined }, ['date-missing /asOf']],
    ['a null date', { asOf: null }, ['date-missing /asOf']],
    ['a day that does not exist', { asOf: '2026-02-30' }, ['wrong-date /asOf']],
    ['a date as a number', { asOf: 20260101 }, ['wrong-date /asOf']],
    ['another instrument', { instrument: 'other@1.0.0' }, ['not-allowed /instrument']],
    ['the instrument', { instrument: 'ai-site-readiness@1.0.0' }, []],
    ['no instrument', { instrument: null }, []],
    ['a negative seed', { seed: -1 }, ['wrong-count /seed']],
    ['a seed', { seed: 7 }, []],
    ['no site', { site: null }, []],
    ['a site that is text', { site: 'Here' }, ['wrong-type /site']],
    ['a site without a name', { site: { code: 'RXX' } }, ['name-missing /site/name']],
    ['a site with a null name', { site: { name: null } }, ['name-missing /site/name']],
    ['a site with an empty name', { site: { name: ' ' } }, ['empty-text /site/name']],
    ['a site with a long name', { site: { name: 'x'.repeat(201) } }, ['too-long /site/name']],
    ['a site with a name that is a number', { site: { name: 5 } }, ['wrong-type /site/name']],
    ['a context that is a list', { context: [] }, ['wrong-type /context']],
    ['an unknown use', { context: { use: 'fun' } }, ['not-allowed /context/use']],
    [
      'too many people',
      { context: { reporters: 10_001, physiologists: 1.5, projectStaff: '3' } },
      ['wrong-count /context/reporters', 'wrong-count /context/physiologists', 'wrong-count /context/projectStaff'],
    ],
    ['null optional fields', { context: { goLiveDate: null, targetDate: null, reporters: null, changes: null } }, []],
    ['changes that are no list', { context: { changes: {} } }, ['wrong-type /context/changes']],
    ['too many changes', { context: { changes: Array(101).fill({}) } }, ['too-many /context/changes']],
    ['a change that is text', { context: { changes: ['x'] } }, ['wrong-type /context/changes/0']],
    [
      'an empty change',
      { context: { changes: [{}] } },
      ['not-allowed /context/changes/0/kind', 'date-missing /context/changes/0/on'],
    ],
    [
      'a change with a null date',
      { context: { changes: [{ kind: 'pacs', on: null }] } },
      ['date-missing /context/changes/0/on'],
    ],
    [
      'a change of version without a judgement',
      { context: { changes: [{ kind: 'product-version', on: '2026-01-01' }] } },
      ['wrong-type /context/changes/0/material'],
    ],
    [
      'a material change of version',
      { context: { changes: [{ kind: 'product-version', on: '2026-01-01', material: true, productVersion: '2' }] } },
      [],
    ],
    [
      'a change of PACS that is half material',
      { context: { changes: [{ kind: 'pacs', on: '2026-01-01', material: 'no' }] } },
      ['always-material /context/changes/0/material'],
    ],
    [
      'an unknown change that is half material',
      { context: { changes: [{ kind: 'x', on: '2026-01-01', material: 'no' }] } },
      ['not-allowed /context/changes/0/kind', 'always-material /context/changes/0/material'],
    ],
    [
      'a change of PACS that is material',
      { context: { changes: [{ kind: 'pacs', on: '2026-01-01', material: true }] } },
      [],
    ],
    ['an unknown alternative', { context: { alternatives: ['x'] } }, ['not-allowed /context/alternatives/0']],
    ['answers that are a list', { answers: [] }, ['wrong-type /answers']],
    ['answers that are text', { answers: 'all fine' }, ['wrong-type /answers']],
    ['no answers', { answers: null }, []],
    ['an unknown question', answer('XX-01', { value: 1 }), ['unknown-question /answers/XX-01']],
    [
      'a question that the tool switches off',
      { tool: 'ambient-scribe', ...answer('IT-01', { value: 1 }) },
      ['switched-off /answers/IT-01'],
    ],
    ['an answer that is a number', answer('GV-01', 3), ['wrong-type /answers/GV-01']],
    ['an answer left blank', answer('GV-01', null), []],
    ['an unknown field in an answer', answer('GV-01', { value: 1, level: 2 }), ['unknown-field /answers/GV-01/level']],
    ['a form left blank', answer('GV-01', { value: null, notKnown: undefined, evidence: [] }), []],
    ['a note without an answer', answer('GV-01', { value: null, note: 'Ask again.' }), ['one-of /answers/GV-01']],
    ['two answers in one', answer('GV-01', { value: 1, notKnown: true }), ['one-of /answers/GV-01']],
    ['a level above the last', answer('GV-01', { value: 4 }), ['level-out-of-range /answers/GV-01/value']],
    ['a level below 0', answer('GV-01', { value: -1 }), ['level-out-of-range /answers/GV-01/value']],
    ['half a level', answer('GV-01', { value: 1.5 }), ['level-out-of-range /answers/GV-01/value']],
    ['a level as text', answer('GV-01', { value: '3' }), ['level-out-of-range /answers/GV-01/value']],

    ['an option above the last', answer('TM-02', { value: 3 }), ['level-out-of-range /answers/TM-02/value']],
    ['a number out of range', answer('TR-01', { value: 101 }), ['number-out-of-range /answers/TR-01/value']],
    ['a number below its range', answer('TR-01', { value: -1 }), ['number-out-of-range /answers/TR-01/value']],
    ['no number at all', answer('TR-01', { value: NaN }), ['number-out-of-range /answers/TR-01/value']],
    ['a number as text', answer('TR-01', { value: '85' }), ['number-out-of-range /answers/TR-01/value']],
    ['a number', answer('TR-01', { value: 85.5 }), []],
    ['not known: false', answer('GV-01', { notKnown: false }), ['wrong-type /answers/GV-01/notKnown']],
    ['not known', answer('GV-01', { notKnown: true, note: 'Asked.' }), []],
    [
      'not applicable where that is not allowed',
      answer('GV-01', { notApplicable: 'Because we say so.' }),
      ['not-applicable-not-allowed /answers/GV-01/notApplicable'],
    ],
    [
      'not applicable with a short reason',
      answer('IT-08', { notApplicable: 'no' }),
      ['reason-missing /answers/IT-08/notApplicable'],
    ],
    ['not applicable: true', answer('IT-08', { notApplicable: true }), ['wrong-type /answers/IT-08/notApplicable']],
    [
      'not applicable with a blank reason',
      answer('IT-08', { notApplicable: '     ' }),
      ['empty-text /answers/IT-08/notApplicable'],
    ],
    ['not applicable with a reason', answer('IT-08', { notApplicable: 'It runs in silent mode.' }), []],
    ['not applicable for this use', answer('GV-08', { notApplicable: 'Routine care only.' }), []],
    [
      'not applicable for another use',
      { context: { use: 'research' }, ...answer('GV-08', { notApplicable: 'Routine care only.' }) },
      ['not-applicable-not-allowed /answers/GV-08/notApplicable'],
    ],
    [
      'a note with an NHS number',
      answer('GV-01', { value: 1, note: 'Mr B, 943 476 5919' }),
      ['nhs-number /answers/GV-01/note'],
    ],
    ['half a character', answer('GV-01', { value: 1, note: 'Signed \ud83d' }), ['unreadable-text /answers/GV-01/note']],
    ['a NUL', answer('GV-01', { value: 1, note: 'Signed\0' }), ['unreadable-text /answers/GV-01/note']],
    ['a very long note', answer('GV-01', { value: 1, note: 'x'.repeat(20_001) }), ['too-long /answers/GV-01/note']],
    ['evidence that is no list', answer('GV-01', { value: 1, evidence: {} }), ['wrong-type /answers/GV-01/evidence']],
    [
      'too much evidence',
      answer('GV-01', { value: 1, evidence: Array(51).fill({ title: 'D' }) }),
      ['too-many /answers/GV-01/evidence'],
    ],
    [
      'a very great deal of evidence',
      answer('GV-01', { value: 1, evidence: Array(1_000_000).fill(0) }),
      ['too-many /answers/GV-01/evidence'],
    ],
    ['evidence that is text', evidence('DPIA.pdf'), ['wrong-type /answers/GV-01/evidence/0']],
    ['evidence without a title', evidence({ date: '2026-01-01' }), ['title-missing /answers/GV-01/evidence/0/title']],
    ['evidence with a null title', evidence({ title: null }), ['title-missing /answers/GV-01/evidence/0/title']],
    ['evidence with a number for a title', evidence({ title: 7 }), ['wrong-type /answers/GV-01/evidence/0/title']],
    ['evidence with a long title', evidence({ title: 'x'.repeat(301) }), ['too-long /answers/GV-01/evidence/0/title']],
    [
      'evidence with an NHS number in its owner',
      evidence({ title: 'D', owner: '9434765919' }),
      ['nhs-number /answers/GV-01/evidence/0/owner'],
    ],
    ['evidence with the like in its link', evidence({ title: 'D', url: 'https://example.org/9434765919' }), []],
    [
      'evidence from elsewhere',
      evidence({ title: 'D', source: 'hearsay' }),
      ['not-allowed /answers/GV-01/evidence/0/source'],
    ],
    [
      'evidence with wrong dates',
      evidence({ title: 'D', date: '1.10.2026', expires: 5, effectiveFrom: '2026-13-01', checkedOn: {} }),
      ['date', 'effectiveFrom', 'expires', 'checkedOn'].map((key) => `wrong-date /answers/GV-01/evidence/0/${key}`),
    ],
    [
      'evidence with an unknown field',
      evidence({ title: 'D', colour: 1 }),
      ['unknown-field /answers/GV-01/evidence/0/colour'],
    ],
  ])('should look at %s', (_, part, defects) => {
    expect(found(part)).toEqual(defects);
  });

  it.each([
    ['text', 'x'],
    ['nothing', undefined],
    ['null', null],
    ['a list', [sound]],
    ['a number', 4],
  ])('should refuse %s', (_, document) => {
    expect(defectsOf(document)).toMatchObject([{ pointer: '', code: 'wrong-type' }]);
  });

  it('should report everything at once, each with its question', () => {
    const defects = defectsOf({
      tool: 'echogo-pro',
      asOf: 'today',
      context: { use: 'fun', changes: [{ kind: 'x' }] },
      answers: { 'GV-01': { value: 9, note: 3 }, 'XX-01': {}, 'TR-01': { value: 300, evidence: [{}] } },
      extra: true,
    });
    expect(defects.map(({ code, questionId }) => [code, questionId])).toEqual([
      ['unknown-field', undefined],
      ['wrong-date', undefined],
      ['not-allowed', undefined],
      ['not-allowed', undefined],
      ['date-missing', undefined],
      ['wrong-type', 'GV-01'],
      ['level-out-of-range', 'GV-01'],
      ['unknown-question', 'XX-01'],
      ['title-missing', 'TR-01'],
      ['number-out-of-range', 'TR-01'],
    ]);
    for (const { message } of defects) expect(message).toMatch(/^.{15,}[.;"]/s);
  });

  it('should say what is allowed and how to mend it', () => {
    const [level] = defectsOf({ ...sound, ...answer('GV-01', { value: 'three' }) });
    expect(level?.message).toBe('GV-01 takes a level as a whole number from 0 to 3; got "three".');
    const [number] = defectsOf({ ...sound, ...answer('TM-06', { value: -2 }) });
    expect(number?.message).toMatch(/^TM-06 takes a number from 0 to \d+ \(.*weeks.*\); got -2\.$/);
    const [unknown] = defectsOf({ ...sound, ...answer('x'.repeat(500), {}) });
    expect(unknown?.message).toMatch(
      /^"x{57}\.\.\." is not a question of ai-site-readiness 1\.0\.0; ids run from IT-01 to RD-05\.$/,
    );
    const [off] = defectsOf({ ...sound, tool: 'ambient-scribe', ...answer('IT-01', {}) });
    expect(off?.message).toMatch(/^IT-01 does not arise with .*; leave it out\.$/);
    const [nhs] = defectsOf({ ...sound, ...answer('GV-01', { value: 1, note: '943 476 5919' }) });
    expect(nhs?.message).toMatch(/straight after a letter, # or \//);
    const shown = [true, null, [], {}, undefined].map((value) => defectsOf({ ...sound, tool: value })[0]?.message);
    expect(shown.map((message) => message?.split('; got ')[1])).toEqual([
      'true.',
      'null.',
      'a list.',
      'an object.',
      'nothing.',
    ]);
  });

  it('should take keys of the prototype for what they are: unknown', () => {
    const raw = JSON.parse(
      '{"tool":"echogo-pro","asOf":"2026-11-23","__proto__":{"x":1},"constructor":1,' +
        '"context":{"__proto__":{"use":"research"}},' +
        '"answers":{"__proto__":{"value":3},"constructor":{"value":3},"toString":{"value":3},' +
        '"GV-01":{"__proto__":{"value":3}}}}',
    ) as unknown;
    expect(defectsOf(raw).map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'unknown-field /__proto__',
      'unknown-field /constructor',
      'unknown-field /context/__proto__',
      'unknown-question /answers/__proto__',
      'unknown-question /answers/constructor',
      'unknown-question /answers/toString',
      'unknown-field /answers/GV-01/__proto__',
      'one-of /answers/GV-01',
    ]);
    expect(({} as Raw).value).toBeUndefined();
  });

  // A check that takes quadratic time would hold this test for minutes.
  it('should say so of a hundred thousand unknown questions', () => {
    const answers = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`X-${String(i)}`, {}]));
    expect(defectsOf({ ...sound, answers })).toHaveLength(100_000);
  });

  it('should hand over what was said, dates as days, and nothing that was not', () => {
    const { input, compiled, seed } = checked({
      ...{ seed: 5, site: { name: 'Here', organisation: 'Trust', code: 'RXX' } },
      context: {
        use: 'evaluation',
        reporters: 3,
        goLiveDate: '1970-01-03',
        changes: [{ kind: 'pacs', on: '1970-01-02' }],
      },
      answers: {
        'IT-08': { notApplicable: 'It runs in silent mode.' },
        'GV-01': {
          value: 3,
          evidence: [{ title: 'DPIA', date: '1970-01-11', source: 'register', note: undefined }].map(
            ({ note: _, ...item }) => item,
          ),
        },
      },
    });
    expect(compiled.use).toBe('evaluation');
    expect(seed).toBe(5);
    expect(input.site).toEqual({ name: 'Here', organisation: 'Trust', code: 'RXX' });
    expect(input.context).toEqual({
      use: 'evaluation',
      reporters: 3,
      goLiveDate: 2,
      changes: [{ kind: 'pacs', on: 1, material: true }],
      alternatives: [],
    });
    expect([...input.answers]).toEqual([
      ['IT-08', { type: 'not-applicable', reason: 'It runs in silent mode.', evidence: [] }],
      ['GV-01', { type: 'value', value: 3, evidence: [{ title: 'DPIA', date: 10, source: 'register' }] }],
    ]);
    const [alternative] = realCatalogue().alternativeIds;
    expect(checked({ context: { alternatives: [alternative] } }).input.context.alternatives).toEqual([alternative]);
  });
});
