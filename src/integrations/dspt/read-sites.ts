import type { FileDefect } from '../../instruments/located-document.js';
import { inLineOrder, readTable, type TableRow } from '../csv/read-table.js';

/** Organisation codes of the Organisation Data Service: not always R-prefixed, always capitals and digits. */
export const ORGANISATION_CODE = /^[A-Z0-9]{3,10}$/;

const COLUMNS = ['siteNameAsRegistered', 'trustNameODS', 'odsTrustCode'] as const;
type SiteRow = TableRow<(typeof COLUMNS)[number]>;

/** A trust that sites of the file belong to. */
export interface SitesTrust {
  readonly code: string;
  readonly organisation: string;
  /** The sites as they are registered, in the order of the file, with their lines */
  readonly sites: readonly { readonly name: string; readonly line: number }[];
}

export interface Sites {
  /** One for each code, in the order in which the codes first appear */
  readonly trusts: readonly SitesTrust[];
  /** Rows that name no trust, with what they say instead. No trust is guessed for them. */
  readonly rowsWithoutCode: readonly { readonly line: number; readonly text: string }[];
  readonly defects: readonly FileDefect[];
}

/**
 * Reads a CSV file of sites with the columns siteNameAsRegistered, trustNameODS and odsTrustCode, and brings together
 * the sites of each trust. Rows with defects belong to no trust.
 *
 * @param text the file's content
 * @param file the file's name, for the defects
 */
export function readSites(text: string, file: string): Sites {
  const table = readTable(text, file, COLUMNS);
  const defects = [...table.defects];
  const trusts = new Map<string, { code: string; organisation: string; sites: { name: string; line: number }[] }>();
  const rowsWithoutCode: { line: number; text: string }[] = [];
  for (const { line, cells } of table.rows) {
    const { siteNameAsRegistered: name, trustNameODS: organisation, odsTrustCode: code } = cells;
    if (code === '') {
      rowsWithoutCode.push({ line, text: name === '' ? organisation : name });
      continue;
    }
    const trust = trusts.get(code);
    const message = wrongRow(cells) ?? otherName(organisation, trust);
    if (message !== undefined) defects.push({ file, line, message });
    else if (trust === undefined) trusts.set(code, { code, organisation, sites: [{ name, line }] });
    else trust.sites.push({ name, line });
  }
  return { trusts: [...trusts.values()], rowsWithoutCode, defects: inLineOrder(defects) };
}

function wrongRow({ siteNameAsRegistered, trustNameODS, odsTrustCode }: SiteRow['cells']): string | undefined {
  if (!ORGANISATION_CODE.test(odsTrustCode)) {
    return `"${odsTrustCode}" is not an organisation code: those have 3 to 10 capital letters and digits. The row is left out.`;
  }
  if (siteNameAsRegistered === '') return 'The site has no name (siteNameAsRegistered); the row is left out.';
  if (trustNameODS === '') return 'The trust has a code but no name (trustNameODS); the row is left out.';
  return undefined;
}

function otherName(organisation: string, trust: SitesTrust | undefined): string | undefined {
  if (trust === undefined || trust.organisation === organisation) return undefined;
  const line = trust.sites[0]?.line ?? 0;
  return (
    `${trust.code} is called "${organisation}" here and "${trust.organisation}" on line ${String(line)}; ` +
    'the row is left out.'
  );
}
