import { defectLine, type FileDefect } from '../instruments/located-document.js';
import { cleanLine } from '../rendering/text/clean-text.js';

/** What the command line tells its caller by its exit code. */
export const EXIT = { done: 0, badInput: 1, usage: 2, unexpected: 3, stopped: 130 } as const;

/** Problems listed in full; a file that is wrong throughout makes hundreds of thousands. */
const MOST_LISTED = 1000;

/** Ends a command with an exit code and what to say on standard error. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: (typeof EXIT)['badInput' | 'usage' | 'stopped'],
    readonly lines: readonly string[],
  ) {
    super(lines.join('\n'));
  }
}

/** Bad input: every defect, as `file:line: message`, and how many there are. */
export function badInput(defects: readonly FileDefect[]): CommandFailure {
  const count = defects.length === 1 ? '1 problem' : `${String(defects.length)} problems`;
  const lines = defects.slice(0, MOST_LISTED).map((defect) => cleanLine(defectLine(defect)));
  const rest = defects.length - lines.length;
  if (rest > 0) lines.push(`... and ${String(rest)} more of them.`);
  return new CommandFailure(EXIT.badInput, [...lines, `${count} found. Nothing was computed.`]);
}

export function usageError(message: string): CommandFailure {
  return new CommandFailure(EXIT.usage, [message]);
}
