import fs from 'node:fs';
import { badInput } from './failure.js';

/** The text of a file named on the command line; a file that cannot be read is bad input. */
export function readTextFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw badInput([{ file, line: 0, message: `The file cannot be read: ${code ?? 'unknown reason'}.` }]);
  }
}
