import { describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import type { ActionView } from '../../src/actions/actions.dto.js';
import { calendarOf, type CalendarInput } from '../../src/actions/calendar.js';
import { defectsOfLines } from '../support/calendar-text.js';

/** Its fields alone. */
type Fields = { readonly [Field in keyof ActionView]: ActionView[Field] };

const ACTION: Fields = {
  ...{
    id: 'IT-05:find-out',
    assessmentId: '5ae0f6c0-0000-4000-8000-000000000001',
    questionId: 'IT-05',
    type: 'find-out',
  },
  ...{ title: 'Find out: links, ports; and “firewalls”', inPlan: true, state: 'not-begun', overdue: false },
  ...{ due: '2027-03-28', start: '2026-11-23', finish: '2027-03-28', targetDate: null, critical: false },
  ...{
    ownerRole: 'it-lead',
    ownerRoleName: 'IT lead',
    ownOwner: 'Ada Lovelace',
    note: 'Ring Ada',
    reason: 'gate',
    because: 'A gate.',
  },
  ...{ needs: [], toConfirm: [], version: 1, updatedAt: null, updatedBy: null },
};
const INPUT: CalendarInput = {
  place: 'EchoGo, Pro; at “St Mary’s” \\ Nørre',
  actions: [ACTION],
  submission: { number: 2, asOf: '2026-11-23', submittedAt: new Date('2026-11-23T12:00:00.250Z') },
  addressOf: ({ id }) => `https://a.example.nhs.uk/assessments/1/actions/${encodeURIComponent(id)}`,
};

/** The events, as a parser that is not ours reads them. */
function eventsOf(text: string): InstanceType<typeof ICAL.Event>[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
}

const only = (action: Partial<Fields>, input: Partial<CalendarInput> = {}): InstanceType<typeof ICAL.Event> => {
  const [event] = eventsOf(calendarOf({ ...INPUT, actions: [{ ...ACTION, ...action }], ...input }));
  if (event === undefined) throw new Error('There is no event');
  return event;
};

describe('the calendar of a plan', () => {
  it('should keep to the lines of RFC 5545, with whatever people typed', () => {
    const text = calendarOf({
      ...INPUT,
      place: `${'ﬁnd 🏥 out, '.repeat(20)}\\;`,
      actions: [ACTION, { ...ACTION, id: 'IT-06', title: 'x'.repeat(300), ownOwner: 'é'.repeat(100) }],
    });
    expect(defectsOfLines(text)).toEqual([]);
    expect(eventsOf(text).map(({ summary }) => summary)[1]).toBe(`IT-05 ${'x'.repeat(300)} (${'é'.repeat(100)})`);
  });

  it('should be read by another parser as one all-day event on the day, without a time zone', () => {
    const event = only({});
    expect(event.startDate.isDate).toBe(true);
    expect(event.startDate.toString()).toBe('2027-03-28');
    expect(event.duration.toString()).toBe('P1D');
    expect(event.summary).toBe('IT-05 Find out: links, ports; and “firewalls” (Ada Lovelace)');
    expect(only({ ownOwner: null }).summary).toBe('IT-05 Find out: links, ports; and “firewalls” (IT lead)');
    expect(event.description).toBe(
      'EchoGo, Pro; at “St Mary’s” \\ Nørre\n' +
        'By the plan of 23 November 2026: 23 November 2026 to 28 March 2027, if nothing slips.\n' +
        'Say how far it is: https://a.example.nhs.uk/assessments/1/actions/IT-05%3Afind-out',
    );
    const calendar = new ICAL.Component(ICAL.parse(calendarOf(INPUT)) as unknown[]);
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    // Of a property that it does not know, this parser leaves the text as it is written.
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toMatch(
      /^Actions for EchoGo\\, Pro\\; at “St Mary’s” \\\\ /,
    );
  });

  it('should hold no note', () => {
    expect(calendarOf(INPUT)).not.toMatch(/Ring/);
  });

  it('should keep the UID for good, and count up with a plan and with a change', () => {
    const first = only({});
    const changed = only({
      ...{ version: 2, updatedAt: new Date('2026-12-01T09:30:00Z'), state: 'under-way' },
      ...{ targetDate: '2027-01-04', due: '2027-01-04' },
    });
    const next = only({}, { submission: { ...INPUT.submission, number: 3 } });
    expect([changed.uid, next.uid]).toEqual([first.uid, first.uid]);
    expect([first.sequence, changed.sequence, next.sequence]).toEqual([1, 2, 2]);
    expect(changed.startDate.toString()).toBe('2027-01-04');
    const stamps = ['dtstamp', 'last-modified'].map((name) => String(changed.component.getFirstPropertyValue(name)));
    expect(stamps).toEqual(['2026-12-01T09:30:00Z', '2026-12-01T09:30:00Z']);
    expect(only({ id: 'IT-05', type: 'close-gap' }).uid).not.toBe(first.uid);
  });

  it('should say of what nobody has to do any more that it is, and cancel what is not needed', () => {
    const status = (action: Partial<Fields>): unknown[] => {
      const event = only(action);
      return [event.summary.split(':')[0], event.component.getFirstPropertyValue('status')];
    };
    expect(status({ state: 'done' })).toEqual(['Said to be done', 'CONFIRMED']);
    expect(status({ state: 'not-needed' })).toEqual(['Not needed', 'CANCELLED']);
    expect(status({ state: 'confirmed', inPlan: false })).toEqual(['Confirmed', 'CANCELLED']);
    expect(status({ state: 'under-way', inPlan: false })).toEqual(['No longer in the plan', 'CANCELLED']);
  });

  it('should leave out what has no day', () => {
    expect(eventsOf(calendarOf({ ...INPUT, actions: [{ ...ACTION, due: null }] }))).toEqual([]);
  });
});
