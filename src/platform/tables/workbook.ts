import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';

/** A cell as it was read: dates are days at midnight UTC. */
export type Cell = string | number | boolean | Date | null;

/** All parts of a workbook together, unpacked. A hundred times what a filled sheet has; a small file can unpack to gigabytes. */
const MOST_UNPACKED_BYTES = 20_000_000;
const MOST_PARTS = 200;

/** A workbook that cannot be read, with the reason in words for whoever sent it. */
export class UnreadableWorkbook extends Error {}

/** A sheet to be written. */
export interface SheetToWrite {
  readonly name: string;
  readonly rows: SheetData;
  /** Of its columns, in characters */
  readonly widths: readonly number[];
  /** Cells to be filled from a list; other text can be typed into them as well */
  readonly dropDowns?: readonly DropDown[];
}

export interface DropDown {
  /** Such as `E2` */
  readonly cell: string;
  readonly choices: readonly string[];
}

/** Where the choices of the drop-downs stand: in the cells of a sheet that is not shown, since a list itself holds 255 characters only. */
const CHOICES_SHEET = 'Choices';

/** @param sheets in order; drop-downs in the first one only */
export async function workbookOf(sheets: readonly [SheetToWrite, ...SheetToWrite[]]): Promise<Buffer> {
  const dropDowns = sheets[0].dropDowns ?? [];
  const choices = dropDowns.flatMap((one) => one.choices.map((value) => [{ type: String, value }]));
  const all = [...sheets, ...(choices.length === 0 ? [] : [{ name: CHOICES_SHEET, rows: choices, widths: [60] }])];
  const made = all.map(({ name, rows, widths }) => ({
    ...{ sheet: name, data: rows, stickyRowsCount: 1 },
    columns: widths.map((width) => ({ width })),
  }));
  const bytes = await writeWorkbook(made).toBuffer();
  return choices.length === 0 ? bytes : withDropDowns(bytes, dropDowns);
}

/** The library writes no drop-downs: they are put into the parts that it wrote. */
function withDropDowns(bytes: Buffer, dropDowns: readonly DropDown[]): Buffer {
  const parts = unzipSync(bytes);
  const put = (name: string, before: string, after: string): void => {
    const text = strFromU8(parts[name] ?? new Uint8Array());
    // a new release of the library that writes other parts is found here, not by whoever opens the file
    if (!text.includes(before)) throw new Error(`${name} of the workbook has no ${before}`);
    parts[name] = strToU8(text.replace(before, after));
  };
  let next = 1;
  const rules = dropDowns.map(({ cell, choices }) => {
    const first = next;
    next += choices.length;
    const range = `${CHOICES_SHEET}!$A$${String(first)}:$A$${String(next - 1)}`;
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="0" sqref="${cell}"><formula1>${range}</formula1></dataValidation>`;
  });
  const list = `<dataValidations count="${String(rules.length)}">${rules.join('')}</dataValidations>`;
  put('xl/worksheets/sheet1.xml', '</sheetData>', `</sheetData>${list}`);
  put('xl/workbook.xml', `name="${CHOICES_SHEET}"`, `name="${CHOICES_SHEET}" state="hidden"`);
  return Buffer.from(zipSync(parts));
}

/** The rows of a sheet. @throws UnreadableWorkbook */
export async function rowsOf(bytes: Buffer, sheetName: string): Promise<readonly (readonly Cell[])[]> {
  refuseHuge(bytes);
  const sheets = await readWorkbook(bytes).catch((error: unknown) => {
    throw new UnreadableWorkbook('The file is not a workbook in the Excel format (.xlsx).', { cause: error });
  });
  const sheet = sheets.find((one) => one.sheet === sheetName) as
    { readonly data: readonly (readonly Cell[])[] } | undefined;
  if (sheet === undefined) {
    throw new UnreadableWorkbook(`The workbook has no sheet “${sheetName}”. Fill in the one that you download here.`);
  }
  return sheet.data;
}

/** @throws UnreadableWorkbook for what is no archive, or would unpack to more than a workbook needs */
function refuseHuge(bytes: Buffer): void {
  let total = 0;
  let parts = 0;
  try {
    // Each part is unpacked into the room that it declares, and no further.
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        parts += 1;
        if (total > MOST_UNPACKED_BYTES || parts > MOST_PARTS)
          throw new UnreadableWorkbook('The workbook is too large.');
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw error;
    throw new UnreadableWorkbook('The file is not a workbook in the Excel format (.xlsx).', { cause: error });
  }
}
