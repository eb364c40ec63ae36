import type { FileDefect } from '../instruments/located-document.js';

/** What the command line tells its caller by its exit code. */
export const EXIT = { done: 0, badInput: 1, usage: 2, unexpected: 3 } as const;

/** Ends a command with an exit code and what to say on standard error. */
export class CommandFailure extends Error {
  constructor(
    readonly exitCode: (typeof EXIT)['badInput' | 'usage'],
    readonly lines: readonly string[],
  ) {
    super(lines.join('\n'));
  }
}

/** Bad input: every defect, as `file:line: message`, and how many there are. */
export function badInput(defects: readonly FileDefect[]): CommandFailure {
  const count = defects.length === 1 ? '1 problem' : `${String(defects.length)} problems`;
  const lines = defects.map(({ file, line, message }) => `${file}${line > 0 ? `:${String(line)}` : ''}: ${message}`);
  return new CommandFailure(EXIT.badInput, [...lines, `${count} found. Nothing was computed.`]);
}

export function usageError(message: string): CommandFailure {
  return new CommandFailure(EXIT.usage, [message]);
}
