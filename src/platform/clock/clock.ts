import { Injectable } from '@nestjs/common';
import { parseDay, type DayNumber } from '../../core/contracts/calendar.js';

const LONDON = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const LONDON_HOUR = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' });

/** The one source of "now". Instants are UTC; the calendar day, on which evidence lapses, is London's. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Hour of the day in Europe/London, 0 to 23. */
  hour(): number {
    return Number(LONDON_HOUR.format(this.now()));
  }

  /** Today in Europe/London as a day number. */
  today(): DayNumber {
    return parseDay(LONDON.format(this.now())) as DayNumber;
  }
}
