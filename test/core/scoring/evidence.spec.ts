import type { Change, DeploymentContext, EvidenceItem } from '../../../src/core/contracts/answers.js';
import { isoDate, parseDay } from '../../../src/core/contracts/calendar.js';
import type { Question } from '../../../src/core/contracts/instrument.js';
import { assessEvidence, ruleLapse, type EvidenceState } from '../../../src/core/scoring/evidence.js';
import { compiledFor, realCatalogue } from '../../support/catalogue.js';

const day = (text: string): number => parseDay(text) as number;
const AS_OF = day('2026-11-23');

type Item = Partial<Record<'date' | 'effectiveFrom' | 'expires' | 'checkedOn', string>> &
  Pick<Partial<EvidenceItem>, 'owner' | 'checkedBy' | 'productVersion' | 'source'>;

function itemOf({ date, effectiveFrom, expires, checkedOn, ...rest }: Item): EvidenceItem {
  return {
    title: 'Document',
    source: 'self',
    ...rest,
    ...(date !== undefined && { date: day(date) }),
    ...(effectiveFrom !== undefined && { effectiveFrom: day(effectiveFrom) }),
    ...(expires !== undefined && { expires: day(expires) }),
    ...(checkedOn !== undefined && { checkedOn: day(checkedOn) }),
  };
}

function question(id: string): Question {
  return compiledFor().byId.get(id)?.question as Question;
}

function assess(id: string, items: readonly Item[], context: Partial<DeploymentContext> = {}): EvidenceState {
  const whole: DeploymentContext = { use: 'routine', changes: [], alternatives: [], ...context };
  return assessEvidence(items.map(itemOf), question(id), whole, realCatalogue().instrument.method, AS_OF);
}

function shown({ status, lapses }: EvidenceState): string {
  return lapses === undefined ? status : `${status} ${isoDate(lapses)}`;
}

const change = (kind: Change['kind'], on: string, rest: Partial<Change> = {}): Change => ({
  kind,
  on: day(on),
  material: true,
  ...rest,
});

describe('evidence', () => {
  it.each([
    ['2025-09-01', '2027-06-30', 'opens the year 2025-26'],
    ['2026-06-30', '2027-06-30', 'meets the deadline of 2025-26'],
    ['2026-07-01', '2027-06-30', 'is late for 2025-26'],
    ['2026-08-31', '2027-06-30', 'is very late for 2025-26'],
    ['2026-09-01', '2028-06-30', 'opens the year 2026-27'],
    ['2023-06-29', '2024-06-30', 'is of 2022-23'],
  ])('should let a toolkit publication of %s lapse on %s when it %s', (date, lapses) => {
    expect(isoDate(ruleLapse(day(date), question('GV-09').expiry))).toBe(lapses);
  });

  it.each<[string, string, readonly Item[], string]>([
    ['hold what has no rule for ever', 'GV-02', [{ date: '2001-01-01' }], 'in-date'],
    ['lapse after the months of the rule', 'GV-01', [{ date: '2025-10-01' }], 'lapsed 2026-10-01'],
    ['hold until the day before', 'GV-01', [{ date: '2025-11-24' }], 'in-date 2026-11-24'],
    ['lapse on the very day', 'GV-01', [{ date: '2025-11-23' }], 'lapsed 2026-11-23'],
    [
      'follow a stated expiry that is earlier',
      'GV-01',
      [{ date: '2026-10-01', expires: '2026-11-01' }],
      'lapsed 2026-11-01',
    ],
    [
      'not follow a stated expiry that is later',
      'GV-01',
      [{ date: '2025-10-01', expires: '2030-01-01' }],
      'lapsed 2026-10-01',
    ],
    [
      'follow a stated expiry where there is no rule',
      'GV-02',
      [{ date: '2026-01-01', expires: '2027-01-01' }],
      'in-date 2027-01-01',
    ],
    ['wait for the day from which it counts', 'GV-01', [{ date: '2026-10-01', effectiveFrom: '2026-11-24' }], 'none'],
    ['count from that day on', 'GV-01', [{ date: '2026-10-01', effectiveFrom: '2026-11-23' }], 'in-date 2027-10-01'],
    [
      'count a backdated effect no earlier than its date',
      'GV-01',
      [{ date: '2026-11-24', effectiveFrom: '2026-01-01' }],
      'none',
    ],
    ['not count what is dated tomorrow', 'GV-01', [{ date: '2026-11-24' }], 'none'],
    ['count what is dated today', 'GV-01', [{ date: '2026-11-23' }], 'in-date 2027-11-23'],
    ['not count what has no date', 'GV-01', [{}], 'none'],
    ['not take an expiry for a date', 'GV-01', [{ expires: '2030-01-01' }], 'none'],
    [
      'take the item that holds longest',
      'GV-01',
      [{ date: '2026-01-01' }, { date: '2026-06-01' }, { date: '2026-03-01' }],
      'in-date 2027-06-01',
    ],
    [
      'take the one in date before one that lapsed later',
      'GV-02',
      [{ date: '2026-01-01', expires: '2026-11-20' }, { date: '2020-01-01' }],
      'in-date',
    ],
    [
      'name the last lapse when all have lapsed',
      'GV-01',
      [{ date: '2024-01-01' }, { date: '2025-02-01' }],
      'lapsed 2026-02-01',
    ],
    [
      'prefer a lapsed item to one that does not count yet',
      'GV-01',
      [{ date: '2027-01-01' }, { date: '2025-02-01' }],
      'lapsed 2026-02-01',
    ],
    ['be nothing without items', 'GV-01', [], 'none'],
  ])('should %s', (_, id, items, expected) => {
    expect(shown(assess(id, items))).toBe(expected);
  });

  it.each<[string, string, readonly Item[], Partial<DeploymentContext>, string]>([
    [
      'stand for the same version',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '2.0' }],
      { productVersion: '2.0' },
      'in-date 2027-10-01',
    ],
    [
      'not stand for another version',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '1.0' }],
      { productVersion: '2.0' },
      'other-version',
    ],
    [
      'stand when it names no version',
      'GV-05',
      [{ date: '2026-10-01' }],
      { productVersion: '2.0' },
      'in-date 2027-10-01',
    ],
    [
      'stand when the site names no version',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '1.0' }],
      {},
      'in-date 2027-10-01',
    ],
    [
      'not care where the question is not bound to a version',
      'GV-10',
      [{ date: '2026-10-01', productVersion: '1.0' }],
      { productVersion: '2.0' },
      'in-date 2027-10-01',
    ],
    [
      'prefer a lapsed item for this version',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '1.0' }, { date: '2025-01-01' }],
      { productVersion: '2.0' },
      'lapsed 2026-01-01',
    ],
    [
      'stand for another version when the change was judged not material',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '1.0' }],
      {
        productVersion: '2.0',
        changes: [change('product-version', '2026-11-01', { material: false, productVersion: '2.0' })],
      },
      'in-date 2027-10-01',
    ],
    [
      'not stand when the change that was not material led to a third version',
      'GV-05',
      [{ date: '2026-10-01', productVersion: '1.0' }],
      {
        productVersion: '2.0',
        changes: [change('product-version', '2026-11-01', { material: false, productVersion: '1.5' })],
      },
      'other-version',
    ],
    [
      'lapse on the day of a material change',
      'GV-04',
      [{ date: '2026-06-01' }],
      { changes: [change('product-version', '2026-09-15')] },
      'lapsed 2026-09-15',
    ],
    [
      'lapse on the first of two',
      'GV-04',
      [{ date: '2026-06-01' }],
      { changes: [change('product-version', '2026-10-15'), change('product-version', '2026-09-15')] },
      'lapsed 2026-09-15',
    ],
    [
      'stand after a change that is not material',
      'GV-04',
      [{ date: '2026-06-01' }],
      { changes: [change('product-version', '2026-09-15', { material: false })] },
      'in-date 2027-06-01',
    ],
    [
      'stand when it is from the day of the change',
      'GV-04',
      [{ date: '2026-09-15' }],
      { changes: [change('product-version', '2026-09-15')] },
      'in-date 2027-09-15',
    ],
    [
      'stand until a change that lies ahead',
      'GV-04',
      [{ date: '2026-06-01' }],
      { changes: [change('product-version', '2026-12-01')] },
      'in-date 2027-06-01',
    ],
    [
      'lapse for a change of PACS where that re-opens the question',
      'IT-06',
      [{ date: '2026-06-01' }],
      { changes: [change('pacs', '2026-09-15')] },
      'lapsed 2026-09-15',
    ],
    [
      'stand through a change of PACS elsewhere',
      'GV-01',
      [{ date: '2026-06-01' }],
      { changes: [change('pacs', '2026-09-15')] },
      'in-date 2027-06-01',
    ],
    [
      'stand through any change where nothing re-opens the question',
      'GV-02',
      [{ date: '2026-06-01' }],
      { changes: [change('pacs', '2026-09-15')] },
      'in-date',
    ],
  ])('should %s', (_, id, items, context, expected) => {
    expect(shown(assess(id, items, context))).toBe(expected);
  });

  it.each([
    [
      'a material new version',
      'product-version',
      ['CO-05', 'GV-01', 'GV-04', 'GV-05', 'GV-06', 'IT-07', 'TR-01', 'TR-03'],
    ],
    ['a change of PACS', 'pacs', ['IT-02', 'IT-03', 'IT-06', 'IT-07']],
    ['a change of scanner', 'scanner', ['IT-02', 'IT-03', 'IT-06', 'IT-07']],
    ['a change of gateway', 'gateway', ['IT-02', 'IT-03', 'IT-06', 'IT-07']],
  ] as const)('should be re-opened by %s for the questions that the instrument names', (_, kind, ids) => {
    const changes = [change(kind, '2026-11-01')];
    const reopened = compiledFor().questions.filter(
      ({ id }) => assess(id, [{ date: '2026-10-01' }], { changes }).status === 'lapsed',
    );
    expect(reopened.map(({ id }) => id).sort()).toEqual(ids);
  });

  it.each<[string, readonly Item[], number]>([
    ['nothing', [], 0],
    ['a document without a date', [{ owner: 'A' }], 0.5],
    ['a document in date without an owner', [{ date: '2026-10-01' }], 0.5],
    ['a document in date with an owner', [{ date: '2026-10-01', owner: 'A' }], 0.8],
    ['one that its owner checked', [{ date: '2026-10-01', owner: 'A', checkedBy: 'A' }], 0.8],
    ['one that another person checked', [{ date: '2026-10-01', owner: 'A', checkedBy: 'B' }], 1],
    [
      'one that is to be checked tomorrow',
      [{ date: '2026-10-01', owner: 'A', checkedBy: 'B', checkedOn: '2026-11-24' }],
      0.8,
    ],
    ['one from a public register', [{ date: '2026-10-01', source: 'register' }], 1],
    ['a lapsed one from a public register', [{ date: '2024-10-01', source: 'register' }], 0.5],
    ['the strongest of several', [{ date: '2026-10-01' }, { date: '2026-09-01', owner: 'A' }, {}], 0.8],
  ])('should have the strength of %s', (_, items, strength) => {
    expect(assess('GV-01', items).strength).toBe(strength);
  });
});
