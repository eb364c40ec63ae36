import { Injectable } from '@nestjs/common';
import { parseDay, type DayNumber } from '../../core/contracts/calendar.js';

const LONDON = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The one source of "now". Instants are UTC; the calendar day, on which evidence lapses, is London's. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today in Europe/London as a day number. */
  today(): DayNumber {
    return parseDay(LONDON.format(this.now())) as DayNumber;
  }
}
