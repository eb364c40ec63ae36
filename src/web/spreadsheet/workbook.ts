import { unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/node';
import writeWorkbook, { type SheetData } from 'write-excel-file/node';

/** A cell as it was read: dates are days at midnight UTC. */
export type Cell = string | number | boolean | Date | null;

/** All parts of a workbook together, unpacked. A hundred times what a filled sheet has; a small file can unpack to gigabytes. */
const MOST_UNPACKED_BYTES = 20_000_000;
const MOST_PARTS = 200;

/** A workbook that cannot be read, with the reason in words for whoever sent it. */
export class UnreadableWorkbook extends Error {}

/** @param sheets by their names, in order; of each the widths of its columns in characters */
export function workbookOf(
  sheets: readonly { readonly name: string; readonly rows: SheetData; readonly widths: readonly number[] }[],
): Promise<Buffer> {
  const made = sheets.map(({ name, rows, widths }) => ({
    ...{ sheet: name, data: rows, stickyRowsCount: 1 },
    columns: widths.map((width) => ({ width })),
  }));
  return writeWorkbook(made).toBuffer();
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
