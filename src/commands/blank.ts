import fs from 'node:fs';
import path from 'node:path';
import type { Use } from '../core/contracts/instrument.js';
import { levelValues } from '../core/instrument/answer-value.js';
import type { CompiledInstrument, CompiledQuestion } from '../core/instrument/compile.js';
import type { Console } from './console.js';
import { badInput, usageError } from './failure.js';
import { checkTool, requireCatalogue, today } from './inputs.js';

export interface BlankOptions {
  readonly tool: string;
  readonly use: Use;
  readonly asOf?: string;
  /** Only the questions that this role can usually answer */
  readonly role?: string;
  readonly output?: string;
}

const COMMENT_WIDTH = 110;

/** `readiness blank`: an answers file to fill in, with every question and its levels as comments. */
export function runBlank(options: BlankOptions, console: Console): void {
  const catalogue = requireCatalogue();
  checkTool(catalogue, options.tool);
  const compiled = catalogue.compiled(options.tool, options.use);
  const roles = [...compiled.roles.keys()];
  if (options.role !== undefined && !roles.includes(options.role)) {
    throw usageError(`error: option '--role' takes one of ${roles.join(', ')}; got "${options.role}"`);
  }
  if (options.output !== undefined && !/^\.ya?ml$/i.test(path.extname(options.output))) {
    throw usageError(`error: '-o' takes a file ending in .yaml or .yml; got "${options.output}"`);
  }
  const text = blankAnswers(compiled, options);
  if (options.output === undefined) {
    console.out(text);
    return;
  }
  try {
    // 'wx': an answers file that somebody has begun to fill in is never overwritten.
    fs.writeFileSync(options.output, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message =
      code === 'EEXIST' ? 'The file exists already and is left as it is.' : `It cannot be written: ${code ?? ''}.`;
    throw badInput([{ file: options.output, line: 0, message }]);
  }
  console.note(`Wrote ${options.output}. Fill it in, then: readiness score ${options.output}`);
}

function blankAnswers(compiled: CompiledInstrument, { asOf, role }: BlankOptions): string {
  const { instrument, tool, use } = compiled;
  const wanted = (question: CompiledQuestion): boolean =>
    !question.ruledOut && (role === undefined || question.question.answeredBy.includes(role));
  return [
    ...comment(
      '',
      `Readiness of one site for ${tool.name}. ${instrument.name} ${instrument.version} (${instrument.status}).`,
      'Leave a question blank if it is not answered yet. If you looked and could not find out, write notKnown: true. ' +
        'Where it says "may not apply", write notApplicable: with the reason. No patient data anywhere, please.',
      'Evidence: one entry a document. A gate passes only with a dated document that is still in date. Beside title, ' +
        'date and owner an entry may have: expires (first day on which it no longer counts), effectiveFrom, url, ' +
        'productVersion, source: register (a public register), checkedBy and checkedOn (a second person).',
    ),
    `tool: ${tool.id}`,
    `asOf: "${asOf ?? today()}"  # the day for which to score`,
    'site:',
    '  name: "Site name"',
    '  organisation: null  # the trust',
    '  code: null  # its organisation (ODS) code',
    'context:',
    `  use: ${use}  # routine, evaluation or research`,
    '  productVersion: null',
    '  goLiveDate: null  # YYYY-MM-DD, once it is planned or past',
    '  targetDate: null',
    '  reporters: null  # how many people report with the tool',
    '  physiologists: null  # how many people acquire the images',
    '  projectStaff: null  # how many people work on the project',
    ...comment(
      '  ',
      'A change that makes earlier evidence out of date, kind product-version (with material: true or false, the ' +
        "clinical safety officer's judgement), pacs, scanner or gateway: " +
        'changes: [{ kind: pacs, on: "YYYY-MM-DD" }]',
      ...alternatives(compiled),
    ),
    'answers:',
    ...compiled.domains.flatMap(({ domain, questions }) => {
      const own = questions.filter(wanted);
      return own.length === 0
        ? []
        : ['', `  # ===== ${domain.code} ${domain.name} =====`, ...own.flatMap((q) => blankQuestion(q, compiled))];
    }),
    '',
  ].join('\n');
}

/** Other actions that a site can say it will use. */
function alternatives({ actions }: CompiledInstrument): string[] {
  const all = [...actions.values()].flatMap((action) => action.alternatives ?? []);
  if (all.length === 0) return [];
  return [`Other ways that this site can use: alternatives: [${all.map(({ id }) => id).join(', ')}]`];
}

function blankQuestion(compiledQuestion: CompiledQuestion, compiled: CompiledInstrument): string[] {
  const { question, gate, essential } = compiledQuestion;
  const names = question.answeredBy.map((id) => compiled.roles.get(id)?.name ?? id).join(', ');
  const mark =
    gate === null
      ? essential
        ? ' [essential]'
        : ''
      : gate === 'data'
        ? ' [gate before any data leaves]'
        : ' [gate before go-live]';
  const when = question.notApplicable?.when;
  return [
    '',
    ...comment('  ', `${question.id}${mark} ${question.question}`, `Why: ${question.why}`, `Help: ${question.help}`),
    ...options(compiledQuestion),
    ...(when === undefined ? [] : comment('  ', `May not apply: ${when}`)),
    ...comment('  ', `Evidence: ${question.evidence.join('; ')}.`, `Ask: ${names}.`),
    `  ${question.id}:`,
    `    value:  # ${valueHint(compiledQuestion, compiled)}`,
    '    note:',
    '    evidence:',
    '      # - { title: "", date: "YYYY-MM-DD", owner: "" }',
  ];
}

function options({ question }: CompiledQuestion): string[] {
  if (question.number === undefined) {
    return (question.levels ?? []).flatMap(({ text }, level) => comment('  ', `${String(level)} = ${text}`));
  }
  const { unit, floor, target, atFloor, atTarget } = question.number;
  const scale = `In ${unit}: ${String(floor)} scores nothing, ${String(target)} scores in full.`;
  const ends = [atFloor, atTarget].filter((text) => text !== undefined);
  return comment('  ', [scale, ...ends].join(' '));
}

function valueHint({ question }: CompiledQuestion, { instrument }: CompiledInstrument): string {
  if (question.number !== undefined) {
    const { min, max, unit } = question.number;
    return `a number from ${String(min)} to ${String(max)} (${unit})`;
  }
  return `0 to ${String(levelValues(question, instrument.method).length - 1)}`;
}

/** Lines of comment, wrapped; each text starts a new line. */
function comment(indent: string, ...texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/)) {
      if (line !== '' && line.length + word.length >= COMMENT_WIDTH) {
        lines.push(line);
        line = `  ${word}`;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line].map((one) => `${indent}# ${one}`);
  });
}
