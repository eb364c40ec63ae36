import type { Instrument, Method, Question } from '../../../src/core/contracts/instrument.js';
import type { ToolProfile } from '../../../src/core/contracts/tool.js';
import { findCycle } from '../../../src/core/instrument/needs.js';
import { validateCatalogue } from '../../../src/core/instrument/validate.js';
import { realCatalogue } from '../../support/catalogue.js';

const real = realCatalogue();

interface Draft {
  instrument: Instrument;
  tools: readonly ToolProfile[];
}

type Change = (draft: Draft) => Draft;

const inInstrument =
  (change: (instrument: Instrument) => Partial<Instrument>): Change =>
  (draft) => ({
    ...draft,
    instrument: { ...draft.instrument, ...change(draft.instrument) },
  });
const question = (id: string, change: object): Change =>
  inInstrument(({ questions }) => ({
    questions: questions.map((own) => (own.id === id ? { ...own, ...change } : own)),
  }));
const action = (id: string, change: object): Change =>
  inInstrument(({ actions }) => ({
    actions: actions.map((own) => (own.id === id ? { ...own, ...change } : own)),
  }));
const method = (change: (method: Method) => object): Change =>
  inInstrument((instrument) => ({ method: { ...instrument.method, ...change(instrument.method) } }));
const tool =
  (id: string, change: object): Change =>
  (draft) => ({
    ...draft,
    tools: draft.tools.map((own) => (own.id === id ? { ...own, ...change } : own)),
  });

function defectsOf(...changes: Change[]): string[] {
  const { instrument, tools } = changes.reduce<Draft>((draft, change) => change(draft), {
    instrument: real.instrument,
    tools: real.tools,
  });
  return validateCatalogue(instrument, tools).map(({ code, pointer }) => `${code} ${pointer}`);
}

/** The profiles without new words, so that a broken question is reported once. */
const plain: Change = ({ instrument, tools }) => ({ instrument, tools: tools.map((own) => ({ ...own, reword: {} })) });
const then =
  (...changes: Change[]): Change =>
  (draft) =>
    changes.reduce((own, change) => change(own), draft);

const levels = (id: string): NonNullable<Question['levels']> =>
  real.instrument.questions.find((own) => own.id === id)?.levels ?? [];
const options = (...values: (number | undefined)[]): object => ({
  levels: values.map((value, i) => ({
    text: `Option ${String(i)} of its own.`,
    ...(value !== undefined && { value }),
  })),
});
const scale = { unit: 'weeks', floor: 12, target: 3, min: 0, max: 104 };

describe('checking a catalogue', () => {
  it.each<[string, Change, string[]]>([
    [
      'a question in no domain',
      question('IT-04', { domain: 'XX' }),
      ['unknown-domain /questions/IT-04/domain', 'wrong-id /questions/IT-04/id', 'wrong-domain /actions/IT-04/domain'],
    ],
    ['an unknown theme', question('IT-04', { themes: ['Z9'] }), ['unknown-theme /questions/IT-04/themes']],
    [
      'an unknown framework',
      question('IT-04', { frameworks: [{ id: 'none' }] }),
      ['unknown-framework /questions/IT-04/frameworks'],
    ],
    [
      'an unknown role',
      question('IT-04', { answeredBy: ['it-lead', 'nobody'] }),
      ['unknown-role /questions/IT-04/answeredBy'],
    ],
    [
      'nobody of the trust to answer',
      question('IT-04', { answeredBy: ['vendor-support'] }),
      ['no-trust-role /questions/IT-04/answeredBy'],
    ],
    [
      'a number question without a scale',
      question('TM-06', { number: undefined }),
      ['scale-missing /questions/TM-06/number'],
    ],
    ['a number question with levels', question('TM-06', options(0, 1)), ['levels-not-allowed /questions/TM-06/levels']],
    [
      'a flat scale',
      question('TM-06', { number: { ...scale, floor: 3 } }),
      ['flat-scale /questions/TM-06/number/target'],
    ],
    [
      'a scale outside its range',
      question('TM-06', { number: { ...scale, max: 10 } }),
      ['scale-range /questions/TM-06/number'],
    ],
    [
      'a scale below its range',
      question('TM-06', { number: { ...scale, min: 4 } }),
      ['scale-range /questions/TM-06/number'],
    ],
    [
      'an empty range',
      question('TM-06', { number: { ...scale, min: 5, max: 5 } }),
      ['scale-range /questions/TM-06/number'],
    ],
    [
      'a level question with a scale',
      question('IT-04', { number: scale }),
      ['scale-not-allowed /questions/IT-04/number'],
    ],
    ['three levels', question('IT-04', { levels: levels('IT-04').slice(1) }), ['four-levels /questions/IT-04/levels']],
    ['no levels', question('IT-04', { levels: undefined }), ['four-levels /questions/IT-04/levels']],
    ['levels with values', question('IT-04', options(0, 0.3, 0.6, 1)), ['four-levels /questions/IT-04/levels']],
    ['a choice of one', then(plain, question('TM-02', options(1))), ['option-values /questions/TM-02/levels']],
    [
      'a choice without options',
      then(plain, question('TM-02', { levels: undefined })),
      ['option-values /questions/TM-02/levels'],
    ],
    [
      'options without values',
      then(plain, question('TM-02', options(0, undefined, 1))),
      ['option-values /questions/TM-02/levels'],
    ],
    [
      'options that fall',
      then(plain, question('TM-02', options(0, 0.7, 0.3, 1))),
      ['option-order /questions/TM-02/levels'],
    ],
    [
      'options that do not start at 0',
      then(plain, question('TM-02', options(0.1, 1))),
      ['option-order /questions/TM-02/levels'],
    ],
    [
      'options that do not end at 1',
      then(plain, question('TM-02', options(0, 0.9))),
      ['option-order /questions/TM-02/levels'],
    ],
    [
      'marks out of range',
      question('GV-09', { gate: { kind: 'data', passAt: 9, conditionalAt: -1 } }),
      ['mark-out-of-range /questions/GV-09/gate/passAt', 'mark-out-of-range /questions/GV-09/gate/conditionalAt'],
    ],
    [
      'half a level as a mark',
      question('TM-03', { essential: { metAt: 0.5 } }),
      ['mark-out-of-range /questions/TM-03/essential/metAt'],
    ],
    [
      'a number as a mark that is out of range',
      question('TR-01', { gate: { kind: 'live', passAt: 101 } }),
      ['mark-out-of-range /questions/TR-01/gate/passAt'],
    ],
    [
      'a mark without a scale',
      then(plain, question('TR-01', { number: undefined })),
      [
        'scale-missing /questions/TR-01/number',
        'mark-out-of-range /questions/TR-01/gate/passAt',
        'mark-out-of-range /contradictions/C02/strong',
      ],
    ],
    [
      'a gate that is essential',
      question('GV-01', { essential: {} }),
      ['gate-and-essential /questions/GV-01/essential'],
    ],
    [
      'a conditional mark at the pass mark',
      question('GV-09', { gate: { kind: 'data', conditionalAt: 2 } }),
      ['conditional-mark /questions/GV-09/gate/conditionalAt'],
    ],
    [
      'a conditional mark above the pass mark',
      question('GV-01', { gate: { kind: 'data', passAt: 2, conditionalAt: 3 } }),
      ['conditional-mark /questions/GV-01/gate/conditionalAt'],
    ],
    [
      'a shared sentence',
      question('IT-05', {
        levels: [{ text: `${levels('IT-04')[0]?.text.toUpperCase() ?? ''}!` }, ...levels('IT-05').slice(1)],
      }),
      ['shared-sentence /questions/IT-05/levels/0'],
    ],
    [
      'a question without an action',
      inInstrument(({ actions }) => ({ actions: actions.filter(({ id }) => id !== 'PT-03') })),
      ['no-action /questions/PT-03'],
    ],
    [
      'an action without a question',
      inInstrument(({ questions }) => ({ questions: questions.filter(({ id }) => id !== 'PT-03') })),
      ['no-question /actions/PT-03/id'],
    ],
    ['an action in the wrong file', action('IT-04', { domain: 'TM' }), ['wrong-domain /actions/IT-04/domain']],
    ['an action that needs itself', action('IT-04', { needs: ['IT-04'] }), ['needs-itself /actions/IT-04/needs']],
    ['a need on nothing', action('IT-04', { needs: ['XX-01'] }), ['unknown-need /actions/IT-04/needs']],
    ['a queue that is no number', action('GV-01', { queue: 'IT-01' }), ['not-a-number-question /actions/GV-01/queue']],
    [
      'studies of no number',
      action('CO-05', { studies: { count: 50, perYear: 'XX-01' } }),
      ['not-a-number-question /actions/CO-05/studies/perYear'],
    ],
    ['an unknown source', action('GV-01', { informedBy: ['S9'] }), ['unknown-source /actions/GV-01/informedBy']],
    ['a vendor contact who is not', action('GV-01', { askVendor: 'it-lead' }), ['not-vendor /actions/GV-01/askVendor']],
    [
      'an unknown owner',
      action('IT-04', { owners: [{ role: 'nobody', days: 1 }] }),
      ['unknown-role /actions/IT-04/owners'],
    ],
    [
      'an owner twice',
      action('IT-04', {
        owners: [
          { role: 'it-lead', days: 1 },
          { role: 'it-lead', days: 1 },
        ],
      }),
      ['role-twice /actions/IT-04/owners'],
    ],
    [
      'an unknown owner of an alternative',
      action('GV-04', {
        alternatives: [{ id: 'other', title: 'T', steps: 'S', owners: [{ role: 'nobody', days: 1 }], leadWeeks: 1 }],
      }),
      ['unknown-role /actions/GV-04/alternatives/other/owners'],
    ],
    [
      'a slow value that is not slower',
      action('IT-04', { slowWeeks: 8 }),
      ['slow-not-slower /actions/IT-04/slowWeeks'],
    ],
    ['too few tiers', action('VS-03', { vendorDaysByTier: [1, 2] }), ['wrong-tiers /actions/VS-03/vendorDaysByTier']],
    [
      'weights that do not sum to 1',
      inInstrument(({ domains }) => ({ domains: domains.map((own) => ({ ...own, weight: 0.2 })) })),
      ['weights-sum /domains'],
    ],
    [
      'three values of maturity',
      method(({ values }) => ({ values: { ...values, maturity: [0, 0.5, 1] } })),
      ['level-values /method/values/maturity'],
    ],
    [
      'values that start above 0',
      method(({ values }) => ({ values: { ...values, approval: [0.1, 0.2, 0.5, 1] } })),
      ['level-values /method/values/approval'],
    ],
    [
      'values that end below 1',
      method(({ values }) => ({ values: { ...values, approval: [0, 0.2, 0.5, 0.9] } })),
      ['level-values /method/values/approval'],
    ],
    [
      'values that fall',
      method(({ values }) => ({ values: { ...values, approval: [0, 0.5, 0.2, 1] } })),
      ['level-values /method/values/approval'],
    ],
    ['one band', method(() => ({ bands: [{ name: 'Developing' }] })), ['band-order /method/bands']],
    [
      'a band without a bound',
      method(() => ({ bands: [{ name: 'Early' }, { name: 'Developing' }] })),
      ['band-order /method/bands'],
    ],
    [
      'a last band with a bound',
      method(() => ({
        bands: [
          { name: 'Early', below: 4 },
          { name: 'Developing', below: 9 },
        ],
      })),
      ['band-order /method/bands'],
    ],
    [
      'bands that fall',
      method(() => ({ bands: [{ name: 'A', below: 4 }, { name: 'B', below: 3 }, { name: 'Developing' }] })),
      ['band-order /method/bands'],
    ],
    ['a cap that is no band', method(() => ({ essentialCap: 'Other' })), ['unknown-band /method/essentialCap']],
    [
      'an exempt domain that is none',
      method(({ stages }) => ({ stages: { ...stages, exemptDomains: ['XX'] } })),
      ['unknown-domain /method/stages/exemptDomains'],
    ],
    [
      'capacity from no question',
      method(({ capacity }) => ({ capacity: { ...capacity, questions: ['XX-01'] } })),
      ['unknown-question /method/capacity/questions'],
    ],
    [
      'integration days from levels',
      method(({ plan }) => ({ plan: { ...plan, integration: { ...plan.integration, question: 'TM-02' } } })),
      ['not-a-number-question /method/plan/integration/question'],
    ],
    [
      'hours of studies from levels',
      method(({ portfolio }) => ({
        portfolio: { ...portfolio, allocation: { ...portfolio.allocation, benefitQuestion: 'TM-02' } },
      })),
      ['not-a-number-question /method/portfolio/allocation/benefitQuestion'],
    ],
    [
      'much to do in a tier that there is not',
      method(({ portfolio }) => ({
        portfolio: { ...portfolio, queues: { ...portfolio.queues, muchToDo: ['Heroic'] } },
      })),
      ['unknown-tier /method/portfolio/queues/muchToDo'],
    ],
    [
      'a range that ends before it begins',
      method(({ portfolio }) => ({
        portfolio: { ...portfolio, robustness: { ...portfolio.robustness, questionFactor: [2, 1] } },
      })),
      ['range-order /method/portfolio/robustness/questionFactor'],
    ],
    [
      'levels of hours that are half an hour apart',
      method(({ plan }) => ({ plan: { ...plan, vendorHourLevels: [0.5, 1, 1.5] } })),
      ['hour-levels /method/plan/vendorHourLevels'],
    ],
    [
      'levels of hours that fall',
      method(({ plan }) => ({ plan: { ...plan, vendorHourLevels: [2.5, 1.5] } })),
      ['hour-levels /method/plan/vendorHourLevels'],
    ],
    [
      'an empty pool',
      method(({ plan }) => ({ plan: { ...plan, integration: { ...plan.integration, pool: 'none' } } })),
      ['empty-pool /method/plan/integration/pool'],
    ],
    [
      'tiers without bounds',
      method(({ support }) => ({ support: { ...support, tiers: support.tiers.map(({ name }) => ({ name })) } })),
      ['tier-order /method/support/tiers'],
    ],
    [
      'tiers that fall',
      method(({ support }) => ({
        support: {
          ...support,
          tiers: [
            { name: 'Hands-on', belowHours: 9 },
            { name: 'b', belowHours: 8 },
            { name: 'c', belowHours: 10 },
            { name: 'Intensive' },
          ],
        },
      })),
      ['tier-order /method/support/tiers'],
    ],
    [
      'a last tier with a bound',
      method(({ support }) => ({
        support: { ...support, tiers: support.tiers.map((own, i) => ({ ...own, belowHours: i })) },
      })),
      ['tier-order /method/support/tiers'],
    ],
    [
      'a contradiction about nothing',
      inInstrument(() => ({
        contradictions: [
          {
            id: 'C9',
            severity: 'query',
            text: 'T',
            strong: { question: 'XX-01', atLeast: 1 },
            weak: { question: 'IT-01', atMost: 0 },
          },
        ],
      })),
      ['unknown-question /contradictions/C9'],
    ],
    [
      'marks of contradictions and of the calibration that are no answers',
      inInstrument(({ method: old }) => ({
        contradictions: [
          {
            id: 'C9',
            severity: 'query',
            text: 'T',
            strong: { question: 'IT-07', atLeast: 0.6666 },
            weak: { question: 'TR-01', atMost: -1 },
          },
        ],
        method: {
          ...old,
          forecast: { ...old.forecast, calibration: { ...old.forecast.calibration, mixed: { 'GV-09': [[4, 1]] } } },
        },
      })),
      [
        'mark-out-of-range /method/forecast/calibration/mixed',
        'mark-out-of-range /contradictions/C9/strong',
        'mark-out-of-range /contradictions/C9/weak',
      ],
    ],
    [
      'a calibration with an unknown tool',
      method(({ forecast }) => ({
        forecast: { ...forecast, calibration: { ...forecast.calibration, tool: 'other' } },
      })),
      ['unknown-tool /method/forecast/calibration/tool'],
    ],
    [
      'a question twice',
      inInstrument(({ questions }) => ({
        questions: [...questions, { ...(questions.find(({ id }) => id === 'TM-01') as Question) }],
      })),
      ['duplicate-id /questions/TM-01'],
    ],
    [
      'a tool twice',
      ({ instrument, tools }) => ({ instrument, tools: [...tools, tools[0] as ToolProfile] }),
      [`duplicate-id /tools/${real.tools[0]?.id ?? ''}`],
    ],
    [
      'no such question to switch off',
      tool('echogo-pro', { switchedOff: ['XX-01'] }),
      ['unknown-question /tools/echogo-pro/switchedOff/XX-01'],
    ],
    [
      'a weight for what is switched off',
      tool('ambient-scribe', { weights: { 'IT-01': 2 } }),
      ['switched-off /tools/ambient-scribe/weights/IT-01'],
    ],
    [
      'new words for nothing',
      tool('echogo-pro', { reword: { 'XX-01': {} } }),
      ['unknown-question /tools/echogo-pro/reword/XX-01'],
    ],
    [
      'a limit on nothing',
      tool('echogo-pro', {
        limits: [
          { name: 'n', value: 'v', questions: ['XX-01'] },
          { name: 'n', value: 'v' },
        ],
      }),
      ['unknown-question /tools/echogo-pro/limits/XX-01'],
    ],
    [
      'a weight for no domain',
      tool('echogo-pro', { domainWeights: { IT: 0.3, XX: 1 } }),
      ['unknown-domain /tools/echogo-pro/domainWeights/XX'],
    ],
    [
      'another name for a role that there is not',
      tool('echogo-pro', { roles: { 'pacs-manager': 'keeper of images', king: 'king' } }),
      ['unknown-role /tools/echogo-pro/roles/king'],
    ],
    [
      'fewer levels in new words',
      tool('echogo-pro', { reword: { 'IT-04': options(0, 1) } }),
      ['level-count /tools/echogo-pro/reword/IT-04/levels'],
    ],
    [
      'a new scale for levels',
      tool('echogo-pro', { reword: { 'IT-04': { number: { floor: 1 } } } }),
      ['scale-not-allowed /tools/echogo-pro/reword/IT-04/number'],
    ],
    [
      'a new scale that is flat',
      tool('echogo-pro', { reword: { 'TM-06': { number: { floor: 3 } } } }),
      ['flat-scale /tools/echogo-pro/reword/TM-06/number/target'],
    ],
    [
      'a new range that leaves a mark outside',
      tool('echogo-pro', { reword: { 'TR-01': { number: { target: 70, max: 75 } } } }),
      ['mark-out-of-range /tools/echogo-pro/reword/TR-01/gate/passAt'],
    ],
    [
      'new words that another question has',
      tool('echogo-pro', { reword: { 'IT-05': { levels: levels('IT-04') } } }),
      [0, 1, 2, 3].map((i) => `shared-sentence /tools/echogo-pro/reword/IT-05/levels/${String(i)}`),
    ],
    [
      'needs in a circle',
      action('IT-01', { needs: ['IT-12'] }),
      real.tools.flatMap(({ id }) =>
        id === 'ambient-scribe' ? [] : Array<string>(3).fill(`needs-cycle /tools/${id}`),
      ),
    ],
    [
      'gates that weigh too little',
      method(({ stages }) => ({ stages: { ...stages, startedAt: 0.99 } })),
      real.tools.flatMap(({ id }) => Array<string>(3).fill(`gates-too-light /tools/${id}`)),
    ],
    [
      'domains that a site could talk away',
      inInstrument(({ questions }) => ({
        questions: questions.map((own) => ({ ...own, notApplicable: { when: 'It may not arise here.' } })),
      })),
      real.tools.flatMap(({ id }) =>
        Array<string[]>(3)
          .fill([`not-assessable /tools/${id}`, `gates-too-light /tools/${id}`])
          .flat(),
      ),
    ],
  ])('should report %s', (_, change, expected) => {
    expect(defectsOf(change)).toEqual(expected);
  });

  it.each(['domains', 'actions', 'roles', 'themes', 'frameworks', 'sources', 'contradictions'] as const)(
    'should report two of the same among the %s',
    (name) => {
      const [first] = real.instrument[name];
      const id = first !== undefined && 'code' in first ? first.code : (first?.id ?? '');
      const doubled = inInstrument((instrument) => ({ [name]: [...instrument[name], first] }));
      expect(defectsOf(doubled)).toContain(`duplicate-id /${name}/${id}`);
    },
  );

  it('should report several defects at once', () => {
    expect(
      defectsOf(
        question('IT-04', { themes: ['Z9'] }),
        action('GV-01', { informedBy: ['S9'], needs: ['XX-01'] }),
        method(() => ({ essentialCap: 'Other' })),
        tool('echogo-pro', { switchedOff: ['XX-01'] }),
      ),
    ).toEqual([
      'unknown-theme /questions/IT-04/themes',
      'unknown-need /actions/GV-01/needs',
      'unknown-source /actions/GV-01/informedBy',
      'unknown-band /method/essentialCap',
      'unknown-question /tools/echogo-pro/switchedOff/XX-01',
    ]);
  });

  it('should find a circle, and none where paths only meet again', () => {
    const graph = (edges: Record<string, string[]>): Map<string, string[]> => new Map(Object.entries(edges));
    expect(findCycle(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['elsewhere'] }))).toBeUndefined();
    expect(findCycle(graph({ x: ['a'], a: ['b'], b: ['c'], c: ['a'] }))).toEqual(['a', 'b', 'c', 'a']);
    expect(findCycle(graph({ a: ['a'] }))).toEqual(['a', 'a']);
  });
});
