import fs from 'node:fs';

/** One instruction of a container file. */
export interface Instruction {
  readonly name: string;
  /** Flags such as `--from=build`, by name */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows name and flags, lines joined */
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  /** Image or earlier stage that it begins with */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

const NAMES = new Set([
  ...['ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'ONBUILD', 'RUN'],
  ...['SHELL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** @throws Error that names the line that is no instruction, or what comes before the first stage */
export function readContainerFile(file: string): readonly Stage[] {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of logicalLines(fs.readFileSync(file, 'utf8'))) {
    const instruction = instructionOf(line);
    if (instruction.name !== 'FROM') {
      if (stages.length === 0) throw new Error(`Before the first FROM: ${line}`);
      stages.at(-1)?.instructions.push(instruction);
      continue;
    }
    const parts = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.text);
    if (parts === null) throw new Error(`No image: ${line}`);
    stages.push({ from: parts[1] ?? '', name: parts[2] ?? '', instructions: [] });
  }
  return stages;
}

/** Instructions of a stage and of those that it is made from, oldest first. */
export function wholeStage(stages: readonly Stage[], stage: Stage): readonly Instruction[] {
  const before = stages.find(({ name }) => name === stage.from);
  return [...(before === undefined ? [] : wholeStage(stages, before)), ...stage.instructions];
}

/** `KEY=value` pairs of all ENV instructions, the last of each. */
export function environmentOf(instructions: readonly Instruction[]): Readonly<Record<string, string>> {
  const pairs = instructions
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ text }) => text.split(/\s+/))
    .map((pair) => pair.split('=', 2));
  return Object.fromEntries(pairs) as Record<string, string>;
}

function logicalLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|$)/.test(line));
  return lines
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n');
}

function instructionOf(line: string): Instruction {
  const [name = '', ...words] = line.trim().split(/\s+/);
  if (!NAMES.has(name)) throw new Error(`No instruction: ${line}`);
  const flags: Record<string, string> = {};
  while (words[0]?.startsWith('--') === true) {
    const [flag = '', value = ''] = (words.shift() as string).slice(2).split('=', 2);
    flags[flag] = value;
  }
  return { name, flags, text: words.join(' ') };
}
