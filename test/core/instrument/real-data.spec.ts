import type { Question } from '../../../src/core/contracts/instrument.js';
import { answerAtValue, answerValue, levelValues } from '../../../src/core/instrument/answer-value.js';
import { buildCatalogue } from '../../../src/core/instrument/catalogue.js';
import { compileInstrument } from '../../../src/core/instrument/compile.js';
import { findCycle, needsGraph } from '../../../src/core/instrument/needs.js';
import { validateCatalogue } from '../../../src/core/instrument/validate.js';
import { compiledFor, realCatalogue, TOOLS, USES } from '../../support/catalogue.js';

/** The agreed content, written down apart from the data: id, kind, weight, gate or essential, phase, scope. */
const AGREED = `
IT-01 maturity 3 live prepare site | IT-02 number:50:95 3 essential prepare site | IT-03 number:60:90 3 essential prepare site
IT-04 maturity 2 - prepare site | IT-05 maturity 3 live prepare site | IT-06 maturity 3 data prepare site
IT-07 maturity 3 live go-live site | IT-08 maturity 2 - go-live site NA | IT-09 maturity 1 - prepare trust NA
IT-10 maturity 2 essential prepare trust | IT-11 number:0.5:1.5 1 - prepare site | IT-12 maturity 2 live go-live site
TM-01 number:0.5:3 3 - decide trust | TM-02 choice:0:0.3:1 2 - prepare trust | TM-03 choice:0:0.5:1 3 essential@0.5 decide trust
TM-04 number:0:1 3 essential decide site | TM-05 maturity 3 live decide site | TM-06 number:12:3 2 - decide trust
TM-07 number:60:95 1 - decide site | TM-08 number:1:5 2 - decide trust
GV-01 approval 3 data prepare site | GV-02 approval 3 data prepare site | GV-03 approval 2 data prepare site
GV-04 approval 3 live go-live site | GV-05 maturity 3 data decide tool | GV-06 choice:0:0.4:1 3 live decide tool NA
GV-07 approval 2 live prepare site | GV-08 approval 2 data prepare site | GV-09 choice:0:0.6:1:1 2 data decide trust
GV-10 maturity 2 data decide tool | GV-11 maturity 2 essential decide site | GV-12 maturity 2 live go-live site
TR-01 number:0:90 3 live@80 go-live site | TR-02 number:0:90 3 essential@80 prepare site | TR-03 maturity 3 essential prepare site
TR-04 approval 2 - prepare site | TR-05 maturity 2 - go-live site | TR-06 maturity 1 - sustain site
TR-07 number:80:100 1 - prepare trust
CO-01 maturity 3 essential decide site | CO-02 approval 3 live go-live site | CO-03 maturity 2 - prepare site
CO-04 number:2.5:4 2 - decide site NA | CO-05 maturity 3 essential go-live site | CO-06 maturity 2 essential go-live site
PT-01 approval 3 data prepare site | PT-02 maturity 2 essential go-live site | PT-03 maturity 1 - decide site
PT-04 approval 2 - prepare site
VS-01 maturity 3 - decide tool | VS-02 maturity 2 - prepare tool | VS-03 maturity 3 essential go-live tool
VS-04 maturity 2 essential decide tool | VS-05 number:90:30 1 - sustain site
RD-01 maturity 3 - decide site | RD-02 maturity 2 - go-live site | RD-03 number:0:1 1 - decide site
RD-04 approval 2 - sustain site | RD-05 maturity 2 - prepare site`
  .split(/[|\n]/)
  .map((line) => line.trim())
  .filter((line) => line !== '');

const AGREED_NEEDS: Record<string, string> = {
  'IT-02': 'IT-01 TR-04',
  'IT-03': 'IT-01 IT-05 IT-06',
  'IT-04': 'IT-01',
  'IT-05': 'GV-01 GV-09 GV-10',
  'IT-06': 'IT-04',
  'IT-07': 'IT-04 IT-05 IT-06',
  'IT-08': 'IT-07',
  'IT-12': 'IT-07',
  'GV-01': 'GV-05',
  'GV-02': 'GV-05 GV-07',
  'GV-03': 'GV-01',
  'GV-04': 'CO-02 CO-05 GV-05 GV-12 IT-07 IT-12 TR-03',
  'GV-07': 'CO-01 GV-05 GV-06',
  'GV-12': 'GV-05',
  'TR-01': 'CO-02 IT-07 TR-03',
  'TR-02': 'TR-04',
  'CO-05': 'IT-02 IT-03 IT-07 TR-02',
  'PT-01': 'GV-01',
};

const AGREED_THEMES = `IT-01 B2 B3|IT-02 A4 B3|IT-03 B3 C2|IT-04 B2|IT-05 B2 B4|IT-06 P3 B1 A2|IT-07 B2 A4 C2|IT-08 A4 B2|IT-09 B1
IT-10 B3 D5|IT-11 B2|IT-12 C2 B4|TM-01 B4 D5|TM-02 B4|TM-03 B4|TM-04 B5|TM-05 P2 B5|TM-06 B1|TM-07 B5 C4|TM-08 B4 D5|GV-01 B1
GV-02 B1 A2|GV-03 B1 P3|GV-04 C2|GV-05 A2 C2|GV-06 C2|GV-07 B1|GV-08 B1|GV-09 B1 D2|GV-10 B1 A2|GV-11 D2 C2 D6|GV-12 C2|TR-01 D3 P2
TR-02 A4|TR-03 C2 D1 D3|TR-04 A4|TR-05 A1 D4|TR-06 C3|TR-07 D3|CO-01 C2 D6|CO-02 D1 C1|CO-03 A4|CO-04 P2 C3|CO-05 C2|CO-06 C2 D6
PT-01 P3 A2|PT-02 C1 P3|PT-03 A3|PT-04 C2|VS-01 A1 D4|VS-02 D4|VS-03 A1 D5|VS-04 A2|VS-05 A3|RD-01 C4|RD-02 C4 A4|RD-03 B4|RD-04 P1|RD-05 P1`;

/**
 * Trust days by owner in order, vendor days in brackets, lead, slow value. Training is organised by an owner whose own
 * time was not estimated, and takes days of each person trained.
 */
const AGREED_EFFORT = `IT-01 5 6|IT-02 3 [2] 4|IT-03 2 [2] 3|IT-04 2 8|IT-05 2 4|IT-07 3 [2] 3|IT-08 4 10|IT-09 2 4|IT-10 10 16|IT-11 1 8
IT-12 2+1 2|TM-01 1 4|TM-02 2 6|TM-03 1 13/26|TM-04 0.5 4|TM-05 0.5 6|TM-06 1 2|TM-07 1 4|TM-08 1 6|GV-01 4 [1] 10/30|GV-02 1+1 6
GV-03 0.5 2|GV-04 6+1 8|GV-07 4 12/60|GV-08 2 8|GV-09 3 52|GV-11 1 6|GV-12 1 2|TR-01 0+0.25 [1] 4|TR-02 0+0.25 4|TR-03 0.5 [1] 2|TR-04 1 2
TR-05 1 [0.5] 1|TR-06 1 4|TR-07 0+0.1 4|CO-01 1 2|CO-02 1 2|CO-03 1 2|CO-04 1 4|CO-05 4 6|CO-06 1 2|PT-01 1+0.5 3|PT-02 0.5 1|PT-03 1 6
PT-04 1 3|RD-01 2 4|RD-02 1 4|RD-03 0.5 1|RD-04 1 8|RD-05 1 3`;

const { instrument, tools } = realCatalogue();
const { method } = instrument;

function summary(question: Question): string {
  const { id, kind, number, levels, weight, gate, essential, phase, scope, notApplicable } = question;
  const scale = number ? `:${String(number.floor)}:${String(number.target)}` : '';
  const options = kind === 'choice' ? (levels ?? []).map(({ value }) => `:${String(value)}`).join('') : '';
  const at = (mark: number | undefined): string => {
    if (mark === undefined) return '';
    return `@${String(kind === 'number' ? mark : answerValue(question, method, mark))}`;
  };
  const role = gate ? gate.kind + at(gate.passAt) : essential ? `essential${at(essential.metAt)}` : '-';
  const may = notApplicable?.when === undefined ? '' : ' NA';
  return `${id} ${kind}${scale}${options} ${String(weight)} ${role} ${phase} ${scope}${may}`;
}

describe('the instrument', () => {
  it('should have no defect, whatever the tool and the use', () => {
    expect(validateCatalogue(instrument, tools)).toEqual([]);
    expect(realCatalogue().toolIds).toEqual([...TOOLS].sort());
  });

  it('should hold the 59 questions as agreed: kinds, scales, weights, gates, essentials, phases, scopes', () => {
    expect(instrument.questions).toHaveLength(59);
    expect(instrument.questions.map(summary)).toEqual(AGREED);
  });

  it('should have the domains and weights as agreed', () => {
    const count = (code: string): number => instrument.questions.filter(({ domain }) => domain === code).length;
    expect(instrument.domains.map(({ code, weight }) => `${code} ${String(weight)} ${String(count(code))}`)).toEqual(
      'IT 0.22 12|TM 0.16 8|GV 0.2 12|TR 0.14 7|CO 0.11 6|PT 0.06 4|VS 0.06 5|RD 0.05 5'.split('|'),
    );
  });

  it('should name the agreed barrier themes', () => {
    const themes = instrument.questions.map(({ id, themes: own }) => [id, ...own].join(' '));
    expect(themes).toEqual(AGREED_THEMES.split(/[|\n]/));
    expect(instrument.themes).toHaveLength(22);
  });

  it('should need what was agreed, and ask for data gates where patient data is used', () => {
    const needs = instrument.actions.flatMap(({ id, needs: own }) =>
      own === undefined || own.length === 0 ? [] : [[id, [...own].sort().join(' ')] as const],
    );
    expect(Object.fromEntries(needs)).toEqual(AGREED_NEEDS);
    expect(instrument.actions.filter(({ patientData }) => patientData).map(({ id }) => id)).toEqual(['IT-03', 'CO-05']);
    expect(needsGraph(compiledFor()).get('CO-05')).toEqual(
      expect.arrayContaining(['IT-06', 'GV-01', 'GV-02', 'GV-03', 'GV-05', 'GV-09', 'GV-10', 'PT-01']),
    );
    expect(needsGraph(compiledFor('echogo-pro', 'research')).get('CO-05')).toContain('GV-08');
    expect(needsGraph(compiledFor()).has('GV-08')).toBe(false);
  });

  it('should estimate effort and lead as agreed', () => {
    const efforts = AGREED_EFFORT.split(/[|\n]/);
    const shown = efforts.map((line) => {
      const action = instrument.actions.find(({ id }) => line.startsWith(id));
      const sides = new Map(instrument.roles.map(({ id, side }) => [id, side]));
      const days = action?.owners.filter(({ role }) => sides.get(role) === 'trust').map((owner) => owner.days);
      const vendor = action?.vendorDays === undefined ? '' : ` [${String(action.vendorDays)}]`;
      const slow = action?.slowWeeks === undefined ? '' : `/${String(action.slowWeeks)}`;
      return `${action?.id ?? ''} ${days?.join('+') ?? ''}${vendor} ${String(action?.leadWeeks)}${slow}`;
    });
    expect(shown).toEqual(efforts);
  });

  it('should have an action for every question and a question for every action', () => {
    expect(instrument.actions.map(({ id }) => id)).toEqual(instrument.questions.map(({ id }) => id));
  });

  it('should have no two questions that share a sentence, in its own words or in those of any tool', () => {
    const owners = new Map<string, Set<string>>();
    const add = (id: string, text: string): void => {
      const key = text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, ' ')
        .trim();
      owners.set(key, (owners.get(key) ?? new Set()).add(id));
    };
    for (const { id, levels } of instrument.questions) levels?.forEach(({ text }) => add(id, text));
    for (const { reword } of tools) {
      for (const [id, { levels }] of Object.entries(reword)) levels?.forEach(({ text }) => add(id, text));
    }
    expect([...owners].filter(([, ids]) => ids.size > 1)).toEqual([]);
    for (const { questions } of TOOLS.map((tool) => compiledFor(tool))) {
      const texts = questions.flatMap(({ question }) => (question.levels ?? []).map(({ text }) => text));
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('should switch off for the scribe what is about images, and nothing for the others', () => {
    expect(Object.fromEntries(tools.map(({ id, switchedOff }) => [id, switchedOff]))).toMatchObject({
      'ambient-scribe': ['IT-01', 'IT-02', 'IT-03', 'IT-04', 'IT-11', 'TR-02'],
      'echogo-pro': [],
    });
    expect(compiledFor('ambient-scribe').questions).toHaveLength(53);
    for (const id of ['IT-06', 'IT-07', 'TR-04', 'CO-05']) {
      expect(tools.find((tool) => tool.id === 'ambient-scribe')?.reword).toHaveProperty(id);
    }
    const weight = (tool: string, id: string): number => compiledFor(tool).byId.get(id)?.weight ?? NaN;
    for (const id of ['IT-08', 'TR-03']) expect(weight('ambient-scribe', id)).toBeGreaterThan(weight('echogo-pro', id));
  });

  it('should call roles by the names that they have where the tool is used', () => {
    for (const tool of tools) {
      const { roles } = compiledFor(tool.id);
      for (const { id, name, ...rest } of instrument.roles) {
        expect(roles.get(id)).toEqual({ id, name: tool.roles[id] ?? name, ...rest });
      }
    }
    expect(tools.some(({ roles }) => Object.keys(roles).length > 0)).toBe(true);
  });

  it('should give the other ways of a profile in place of its own', () => {
    const [tool] = tools as [(typeof tools)[number]];
    const otherWays = ['Borrow it from a neighbour.'];
    const reworded = { ...tool, reword: { ...tool.reword, 'GV-01': { action: { otherWays } } } };
    const own = instrument.actions.find(({ id }) => id === 'GV-01');
    expect(compileInstrument(instrument, reworded, 'routine').actions.get('GV-01')).toEqual({ ...own, otherWays });
  });

  it.each(TOOLS.flatMap((tool) => USES.map((use) => [tool, use] as const)))(
    'should have no circle of needs with %s for %s',
    (tool, use) => {
      const compiled = compiledFor(tool, use);
      expect(findCycle(needsGraph(compiled))).toBeUndefined();
      expect(compiled.domains.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    },
  );

  it('should turn answers to values and back', () => {
    for (const { question } of compiledFor().questions) {
      levelValues(question, method).forEach((value, level) => {
        expect(answerValue(question, method, level)).toBe(value);
        expect(answerValue(question, method, answerAtValue(question, method, value))).toBe(value);
      });
      if (question.number === undefined)
        expect(answerAtValue(question, method, 2)).toBe(levelValues(question, method).length - 1);
      else expect(answerValue(question, method, answerAtValue(question, method, 0.25))).toBeCloseTo(0.25, 12);
    }
    const [tm06] = instrument.questions.filter(({ id }) => id === 'TM-06') as [Question];
    expect([0, 3, 7.5, 12, 20].map((weeks) => answerValue(tm06, method, weeks))).toEqual([1, 1, 0.5, 0, 0]);
  });

  it('should show the most questions under the tool that switches fewest off', () => {
    expect(compiledFor(realCatalogue().widestTool).questions).toHaveLength(59);
    expect(buildCatalogue(instrument, [])).toMatchObject({ toolIds: [], widestTool: '' });
  });

  it('should refuse a tool that it does not know', () => {
    expect(() => realCatalogue().compiled('other', 'routine')).toThrow(RangeError);
  });
});
