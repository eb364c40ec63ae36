import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';
import { sheetsOf, UnreadableWorkbook, type Cell } from './read-workbook.js';

/** All parts of a workbook together, unpacked. A hundred times what a filled sheet has; a small file can unpack to gigabytes. */
const MOST_UNPACKED_BYTES = 20_000_000;

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
  const sheets = await sheetsOf(bytes, MOST_UNPACKED_BYTES);
  const sheet = sheets.find(({ name }) => name === sheetName);
  if (sheet === undefined) {
    throw new UnreadableWorkbook(`The workbook has no sheet “${sheetName}”. Fill in the one that you download here.`);
  }
  return sheet.rows;
}
