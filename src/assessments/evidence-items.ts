import { randomUUID } from 'node:crypto';
import type { EvidenceItem } from '../core/contracts/answers.js';
import { isoDate, type DayNumber } from '../core/contracts/calendar.js';
import type { EvidenceEntity } from './evidence.entity.js';

/** What an evidence item says, as its row keeps it. */
export type EvidenceFields = Omit<
  EvidenceEntity,
  'revisionId' | 'assessmentId' | 'section' | 'questionId' | 'position' | 'attachedBy'
>;

/** An evidence item in the contract's form. */
export type ContractItem = Readonly<Record<string, unknown>>;

/** What is recorded of a check, and not by whoever attaches the item. */
const OF_THE_CHECK: readonly string[] = ['checkedBy', 'checkedOn'];

/** A new item gets an id. */
export function fieldsOf(item: EvidenceItem): EvidenceFields {
  const day = (value: DayNumber | undefined): string | null => (value === undefined ? null : isoDate(value));
  return {
    id: item.id ?? randomUUID(),
    title: item.title,
    url: item.url ?? null,
    fileId: item.fileId ?? null,
    date: day(item.date),
    effectiveFrom: day(item.effectiveFrom),
    expires: day(item.expires),
    owner: item.owner ?? null,
    productVersion: item.productVersion ?? null,
    source: item.source,
    checkedBy: item.checkedBy ?? null,
    checkedOn: day(item.checkedOn),
  };
}

/** An evidence item as the contract has it: what is not known is left out. */
export function contractItem(fields: EvidenceFields): ContractItem {
  const { id, title, url, fileId, date, effectiveFrom, expires, owner, productVersion, source } = fields;
  const { checkedBy, checkedOn } = fields;
  const given = { id, title, url, fileId, date, effectiveFrom, expires, owner, productVersion, checkedBy, checkedOn };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)),
    ...(source === 'register' && { source }),
  };
}

/** Whether two items say the same of the document, whoever checked it. */
export function sameDocument(one: ContractItem, other: ContractItem): boolean {
  const document = (item: ContractItem): string =>
    JSON.stringify(Object.entries(item).filter(([key]) => !OF_THE_CHECK.includes(key)));
  return document(one) === document(other);
}

/** Whether two items record the same check, or both none. */
export function sameCheck(one: ContractItem, other: ContractItem): boolean {
  return OF_THE_CHECK.every((key) => one[key] === other[key]);
}
