import { civilDate, isoDate, longDate, parseDay, type DayNumber } from '../../core/contracts/calendar.js';
import type { Use } from '../../core/contracts/instrument.js';
import { listed } from '../../core/contracts/words.js';
import type { Register, RegisterEntry } from './read-dspt.js';
import type { SitesTrust } from './read-sites.js';
import { dueIn, lapseOf } from './register-status.js';

/** The one question that the register answers. */
export const REGISTER_QUESTION = 'GV-09';

export interface RegisterOptions {
  /** The day on which the snapshot was taken; no publication in it can be later */
  readonly snapshotOn: DayNumber;
  /** Tool profile; default `echogo-pro` */
  readonly tool?: string;
  /** Default `routine` */
  readonly use?: Use;
  /** Who keeps the register; default NHS England */
  readonly owner?: string;
}

/** An answers document that `checkAssessment` takes. */
export interface RegisterDocument {
  readonly tool: string;
  readonly asOf: string;
  readonly site: { readonly name: string; readonly organisation: string; readonly code: string };
  readonly context: { readonly use: Use };
  readonly answers: Readonly<Record<string, RegisterAnswer>>;
}

export type RegisterAnswer =
  | { readonly value: number; readonly note: string; readonly evidence: readonly RegisterEvidence[] }
  | { readonly notKnown: true; readonly note: string };

export interface RegisterEvidence {
  readonly title: string;
  readonly date: string;
  readonly expires: string;
  readonly source: 'register';
  readonly owner: string;
}

/** One trust with what the register says about it, and the document that says only that. */
export interface RegisterAssessment {
  readonly trust: SitesTrust;
  /** Undefined when the register does not have the trust */
  readonly entry: RegisterEntry | undefined;
  readonly document: RegisterDocument;
}

export interface RegisterAssessments {
  /** One for each trust, in their order */
  readonly assessments: readonly RegisterAssessment[];
  /** Trusts whose question stays without an answer, and why */
  readonly withoutAnswer: readonly { readonly code: string; readonly message: string }[];
}

const LONGEST_NAME = 200;

/** The day in a file's name, `dspt-trusts-2023-11-16.csv`; undefined when it does not hold exactly one. */
export function snapshotDay(file: string): DayNumber | undefined {
  const days = file.match(/(?<!\d)\d{4}-\d\d-\d\d(?!\d)/g) ?? [];
  return days.length === 1 ? parseDay(days[0]) : undefined;
}

/**
 * Makes one answers document for each trust, with the register's status as the answer to GV-09 and nothing else: what
 * the register does not say stays unanswered. A status counts from its publication until the next toolkit year's is
 * due, whatever the day on which it was published.
 *
 * @param asOf the day for which to score
 */
export function registerAssessments(
  trusts: readonly SitesTrust[],
  register: Register,
  asOf: DayNumber,
  options: RegisterOptions,
): RegisterAssessments {
  const withoutAnswer: { code: string; message: string }[] = [];
  const assessments = trusts.map((trust): RegisterAssessment => {
    const entry = register.entries.get(trust.code);
    const answer = answerOf(trust, entry, asOf, options);
    if (typeof answer === 'string') withoutAnswer.push({ code: trust.code, message: answer });
    const document: RegisterDocument = {
      tool: options.tool ?? 'echogo-pro',
      asOf: isoDate(asOf),
      site: { name: siteName(trust), organisation: trust.organisation, code: trust.code },
      context: { use: options.use ?? 'routine' },
      answers: typeof answer === 'string' ? {} : { [REGISTER_QUESTION]: answer },
    };
    return { trust, entry, document };
  });
  return { assessments, withoutAnswer };
}

/** The answer, or the sentence that says why there is none. */
function answerOf(
  { code, organisation }: SitesTrust,
  entry: RegisterEntry | undefined,
  asOf: DayNumber,
  options: RegisterOptions,
): RegisterAnswer | string {
  const { snapshotOn } = options;
  const name = `${organisation} (${code})`;
  if (entry === undefined) return `${name} is not in the snapshot of ${longDate(snapshotOn)}.`;
  const { level, publishedOn, toolkitYear, line } = entry;
  if (level === undefined) {
    return `${name} has an entry on line ${String(line)} of the snapshot that cannot be used. ${entry.problem ?? ''}`.trim();
  }
  if (publishedOn !== undefined && publishedOn > snapshotOn) {
    return `${name} has a status published on ${longDate(publishedOn)}, after the snapshot of ${longDate(snapshotOn)}.`;
  }
  // "Not Published" has no publication to date it by: it was so on the day of the snapshot, for the year last due.
  const date = toolkitYear === undefined || publishedOn === undefined ? snapshotOn : publishedOn;
  const expires = toolkitYear === undefined ? nextDue(snapshotOn) : lapseOf(toolkitYear);
  if (date > asOf) return `${name} has a status that dates from ${longDate(date)}, later than ${longDate(asOf)}.`;
  const note = noteOf(entry, snapshotOn, expires);
  if (level === 0 && asOf >= expires) {
    // The score has no "expired" for a bad answer, and an old one says nothing about today's register.
    return { notKnown: true, note: `${note} That was before ${longDate(expires)}; what holds now is not known.` };
  }
  const evidence: RegisterEvidence = {
    title: `DSPT public register snapshot, ${longDate(snapshotOn)}`,
    date: isoDate(date),
    expires: isoDate(expires),
    source: 'register',
    owner: options.owner ?? 'NHS England, Data Security and Protection Toolkit',
  };
  return { value: level, note, evidence: [evidence] };
}

function noteOf(entry: RegisterEntry, snapshotOn: DayNumber, expires: DayNumber): string {
  const { level, text, toolkitYear, publishedOn } = entry;
  const read = `The register's snapshot of ${longDate(snapshotOn)} says "${text}"`;
  const published = publishedOn === undefined ? '' : longDate(publishedOn);
  if (toolkitYear === undefined) {
    return `${read}.${published === '' ? '' : ` The date in its row, ${published}, is of an earlier publication.`}`;
  }
  const known = `${read}, published on ${published}.`;
  if (level !== 1) return known;
  return (
    `${known} The end date of the improvement plan is not in the snapshot, so the status passes conditionally until ` +
    `the publication lapses on ${longDate(expires)}.`
  );
}

/** The first deadline after a day. */
function nextDue(day: DayNumber): DayNumber {
  const { year } = civilDate(day);
  return day < dueIn(year) ? dueIn(year) : dueIn(year + 1);
}

function siteName({ code, sites }: SitesTrust): string {
  const names = listed(sites.map(({ name }) => name));
  return names.length <= LONGEST_NAME ? names : `${String(sites.length)} sites of ${code}`;
}
