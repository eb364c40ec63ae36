import type { ReportModel, ReportTable } from '../../src/core/contracts/report.js';

const ACTIONS: ReportTable = {
  type: 'table',
  caption: 'Table 2. Actions, in the order in which they start',
  columns: [
    { heading: 'Action', width: 0.3 },
    { heading: 'Owner', width: 0.17 },
    { heading: 'Start', width: 0.12 },
    { heading: 'Due', width: 0.12 },
    { heading: 'Vendor hours', width: 0.1, align: 'right' },
    { heading: 'Why', width: 0.19 },
  ],
  rows: [
    [
      'A1. Name a clinical safety officer for the deployment',
      'Medical director',
      '30 Nov 2026',
      '11 Dec 2026',
      '2',
      'Gate: clinical safety',
    ],
    [
      'A2. Approve the data protection impact assessment',
      'Information governance lead',
      '30 Nov 2026',
      '22 Jan 2027',
      '6',
      'Gate: information governance',
    ],
    [
      'A3. Order a virtual machine with 16 GB of memory',
      'IT lead',
      '7 Dec 2026',
      '29 Jan 2027',
      '3',
      'No place to run the tool',
    ],
    [
      'A4. Open the firewall from the DICOM router to the gateway',
      'Network manager',
      '14 Dec 2026',
      '15 Jan 2027',
      '4',
      'Needs A3',
    ],
    [
      'A5. Send ten test studies and compare them with the source',
      'PACS manager',
      '1 Feb 2027',
      '12 Feb 2027',
      '8',
      'Image quality not known',
    ],
    [
      'A6. Agree who reads a result that arrives out of hours',
      'Echo lead',
      '1 Feb 2027',
      '26 Feb 2027',
      '2',
      'Workflow: no agreed reader',
    ],
    [
      'A7. Train 14 cardiac physiologists in two sessions',
      'Training lead',
      '1 Mar 2027',
      '19 Mar 2027',
      '10',
      'Training: 3 of 14 trained',
    ],
    [
      'A8. Rehearse the fall-back for a day without the tool',
      'Operations manager',
      '8 Mar 2027',
      '19 Mar 2027',
      '4',
      'Continuity not tried',
    ],
  ],
  empty: 'No action is needed.',
};

const SUBJECTS = ['image transfer', 'local approval', 'staff training', 'out-of-hours cover', 'incident reporting'];
const ANSWERS = ['Yes, in writing', 'Partly', "We don't know yet", 'No', 'Does not apply here'];
const NOTES = [
  '',
  'Checked with the PACS manager on 12 November; the router keeps a copy for seven days.',
  'The board meets on the second Thursday of the month, and papers are due ten days earlier. The next agenda is full, so January is the earliest date that can be counted on.',
  'See document FH-IG-0042.',
];

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

function makeQuestions(count: number): string[][] {
  return Array.from({ length: count }, (_, index) => [
    `Q${index + 1}. Is ${pick(SUBJECTS, index)} agreed and written down?`,
    pick(ANSWERS, index),
    String((index * 7) % 11),
    pick(NOTES, index),
  ]);
}

/** A table of as many questions as wanted, with answers, points and notes. */
export function makeQuestionTable(count: number): ReportTable {
  return {
    type: 'table',
    caption: 'Table 3. Every question with its answer and note',
    columns: [
      { heading: 'Question', width: 0.32 },
      { heading: 'Answer', width: 0.18 },
      { heading: 'Points', width: 0.1, align: 'right' },
      { heading: 'Note', width: 0.4 },
    ],
    rows: makeQuestions(count),
    empty: 'No question has been answered.',
  };
}

/** A support plan of a made-up trust, about five pages long. */
export const SAMPLE_REPORT: ReportModel = {
  version: 1,
  language: 'en-GB',
  title: 'Site readiness: EchoSight at Fenmere General Hospital',
  subtitle: 'Fenmere and Holt NHS Trust. Support plan of 23 November 2026',
  summary: [
    { label: 'Where the site stands', text: 'Preparing: 2 of 5 gates are open, 31 of 59 questions are answered' },
    { label: 'Readiness index', text: '54 of 100; between 41 and 72, depending on the answers still missing' },
    { label: 'Ready, if nothing slips', text: '19 March 2027' },
    { label: 'Ready, more likely', text: '9 April 2027 (as likely earlier as later); 28 May 2027 (nine in ten)' },
    { label: 'Support', text: 'Unblock now: 39 hours of the vendor’s team over 16 weeks' },
    { label: 'Point of contact', text: 'Support desk of the vendor; deployment lead Rowan Ashdown (made up)' },
  ],
  headline:
    'Do not send images of patients to the tool yet: no clinical safety officer is named and the data protection impact assessment is not approved.',
  warning: true,
  notice: null,
  firstPage: [],
  sections: [
    {
      id: 'blockers',
      heading: 'What stands in the way',
      blocks: [
        { type: 'paragraph', text: 'Three things hold the site back more than all others together.', emphasis: true },
        {
          type: 'list',
          items: [
            'Clinical safety: nobody is named who signs the deployment’s hazard log (DCB0160). Owner: medical director, due 11 December 2026.',
            'Information governance: the impact assessment was drafted in June and has not been to the board.',
            'Infrastructure: there is no machine on which the gateway can run. Delivery takes about six weeks.',
          ],
        },
      ],
    },
    {
      id: 'domains',
      heading: 'Readiness by domain',
      blocks: [
        {
          type: 'paragraph',
          text: 'The index of a domain is the share of its points that the answers have earned. The upper bound is what the index would be if every answer still missing turned out well.',
        },
        {
          type: 'table',
          caption: 'Table 1. Index of each domain with its bounds',
          columns: [
            { heading: 'Domain', width: 0.36 },
            { heading: 'Index', width: 0.12, align: 'right' },
            { heading: 'Upper bound', width: 0.14, align: 'right' },
            { heading: 'Share of the gap', width: 0.14, align: 'right' },
            { heading: 'Gate', width: 0.24 },
          ],
          rows: [
            ['Governance and clinical safety', '38', '61', '31.5%', 'Closed'],
            ['Information governance', '42', '77', '22.0%', 'Closed'],
            ['Infrastructure and integration', '51', '70', '19.4%', 'Closed'],
            ['Workflow', '64', '82', '11.1%', 'Open'],
            ['People and training', '58', '64', '12.9%', 'Open'],
            ['Monitoring after go-live', '80', '88', '3.1%', 'No gate'],
          ],
          empty: 'No domain has been scored.',
        },
      ],
    },
    {
      id: 'actions',
      heading: 'Actions',
      blocks: [
        { type: 'subheading', text: 'Who does what, and when' },
        {
          type: 'paragraph',
          text: 'Dates count working days and leave out 25 December to 1 January. An action starts when those that it needs are done.',
        },
        ACTIONS,
        { type: 'subheading', text: 'Waiting for the vendor' },
        {
          type: 'table',
          caption: 'Actions that wait for the vendor',
          columns: [
            { heading: 'Action', width: 0.6 },
            { heading: 'Since', width: 0.4 },
          ],
          rows: [],
          empty: 'No action waits for the vendor.',
        },
      ],
    },
    {
      id: 'questions',
      heading: 'Questions and answers',
      blocks: [makeQuestionTable(31)],
    },
    {
      id: 'method',
      heading: 'Method and limits',
      blocks: [
        { type: 'subheading', text: 'How the index comes about' },
        {
          type: 'paragraph',
          text: 'Each answer earns a share of the points of its question. “We don’t know yet” earns nothing and widens the bounds; “does not apply here” takes the question out. A closed gate is not made up for by points elsewhere.',
        },
        { type: 'subheading', text: 'What the plan cannot know' },
        {
          type: 'list',
          items: [
            'Lead times are estimates from published studies (ranges of 2–14 weeks), not measurements at this site.',
            'The dates P50 and P90 come from 2,000 simulated runs; more than 9 in 10 end by the later one, ≥ 90%.',
            'Names from elsewhere are kept as they are written: Αθηνά, Ἱπποκράτης, Сергей Щукин, Łódź, Reykjavík.',
          ],
        },
      ],
    },
  ],
  footer: {
    left: 'Fenmere and Holt NHS Trust (made-up code ZZ9). Plan FH-0001, instrument echo 1.0.0',
    fingerprint: 'Fingerprint of the inputs: 9f2c 41d7 0be3 5a68',
  },
  date: '2026-11-23',
};

/** A small report around one section, for trying single blocks. */
export function makeReport(
  blocks: ReportModel['sections'][number]['blocks'],
  changes: Partial<ReportModel> = {},
): ReportModel {
  return {
    ...SAMPLE_REPORT,
    title: 'Trial report',
    summary: [],
    headline: 'Nothing stands in the way.',
    warning: false,
    sections: [{ id: 'trial', heading: 'Trial section', blocks }],
    ...changes,
  };
}
