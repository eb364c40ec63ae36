import { unzipSync } from 'fflate';
import readSheets from 'read-excel-file/node';

/** A cell as it was read: dates are days at midnight UTC. */
export type Cell = string | number | boolean | Date | null;

/** A workbook that cannot be read, with the reason in words for whoever sent it. */
export class UnreadableWorkbook extends Error {}

/** A sheet with its rows, empty ones included; all are of one length. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

const MOST_PARTS = 200;

/**
 * The sheets of a workbook, in its order.
 *
 * @param mostUnpackedBytes all parts together, unpacked: a small file can unpack to gigabytes
 * @throws UnreadableWorkbook
 */
export async function sheetsOf(bytes: Buffer, mostUnpackedBytes: number): Promise<readonly Sheet[]> {
  refuseHuge(bytes, mostUnpackedBytes);
  const sheets = await readSheets(bytes).catch((error: unknown) => {
    throw new UnreadableWorkbook('The file is not a workbook in the Excel format (.xlsx).', { cause: error });
  });
  return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as Sheet['rows'] }));
}

/** @throws UnreadableWorkbook for what is no archive, or would unpack to more than a workbook needs */
function refuseHuge(bytes: Buffer, mostUnpackedBytes: number): void {
  let total = 0;
  let parts = 0;
  try {
    // Each part is unpacked into the room that it declares, and no further.
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        parts += 1;
        if (total > mostUnpackedBytes || parts > MOST_PARTS) throw new UnreadableWorkbook('The workbook is too large.');
        return true;
      },
    });
  } catch (error) {
    if (error instanceof UnreadableWorkbook) throw error;
    throw new UnreadableWorkbook('The file is not a workbook in the Excel format (.xlsx).', { cause: error });
  }
}
