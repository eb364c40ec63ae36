import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseDay } from '../core/contracts/calendar.js';
import { VENDOR_HOURS_A_WEEK } from '../core/planning/plan.js';
import { USES } from '../core/contracts/instrument.js';
import { LAST_DAY } from '../core/scoring/input-reader.js';
import { EQUITY } from '../core/portfolio/allocate.js';
import { runAllocate, type AllocateOptions } from './allocate.js';
import type { AuditOptions } from './audit.js';
import type { BackupOptions } from './backup.js';
import { runBlank, type BlankOptions } from './blank.js';
import { runCalibrate, type CalibrateOptions } from './calibrate.js';
import { runCheckData } from './check-data.js';
import type { Console } from './console.js';
import type { PlaceOptions } from './database-place.js';
import { CommandFailure, EXIT } from './failure.js';
import type { ImportTrustsOptions } from './import-trusts.js';
import type { MigrateStoreOptions } from './migrate-store.js';
import { PLAN_FORMATS, runPlan, type PlanCommandOptions } from './plan.js';
import { RANK_LIMITS, runRank, type RankOptions } from './rank.js';
import { runScoreRegister, type ScoreRegisterOptions } from './score-register.js';
import { runScore, type ScoreOptions } from './score.js';
import { runWhatIf, type WhatIfCommandOptions } from './what-if.js';

const LARGEST_SEED = 2 ** 32 - 1;

/** More than any support team has */
const TEAM_HOURS_A_WEEK = { least: 0, most: 100_000 } as const;

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit code: 0 done, 1 bad input, 2 wrong usage, 130 stopped by Ctrl+C
 */
export async function runProgram(args: readonly string[], console: Console): Promise<number> {
  try {
    await buildProgram(console).parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommandFailure) {
      error.lines.forEach(console.note);
      return error.exitCode;
    }
    // Commander has said by itself what is wrong; asking for help is no error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    throw error;
  }
}

function buildProgram(console: Console): Command {
  const program = new Command('readiness')
    .description(
      "Scores an NHS site's readiness for an AI tool, explains every number, and plans the support it needs.\n" +
        'It is about the site: it never says that the tool works.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: console.out,
      writeErr: (text) => {
        console.note(text.trimEnd());
      },
    })
    .showHelpAfterError('Run with --help to see what is possible.')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 bad input (every problem is listed), 2 wrong usage, 3 a fault of ours, 130 stopped by Ctrl+C.',
    );

  withInputOptions(program.command('score'))
    .description('score the answers of one site (file) or of many (folder)')
    .argument('<answers>', 'a .yaml, .json or .csv file, or a folder of them')
    .action((target: string, options: ScoreOptions) => {
      runScore(target, options, console);
    });

  withVendorHours(withInputOptions(program.command('plan')))
    .description('make the support plan of one site (file) or of many (folder)')
    .argument('<answers>', 'a .yaml, .json or .csv file, or a folder of them')
    .option(
      '-o, --output <path>',
      `file ending in .${PLAN_FORMATS.join(', .')}; a folder when the answers are a folder`,
    )
    .option('--since <answers>', 'earlier answers of the same site, so that the plan tells what changed')
    .addOption(new Option('--format <format>', 'format of the files').choices(PLAN_FORMATS))
    .action((target: string, options: PlanCommandOptions) => runPlan(target, options, console));

  withVendorHours(withInputOptions(program.command('what-if')))
    .description('show what changed answers or completed actions would do')
    .argument('<answers>', 'a .yaml, .json or .csv file')
    .option('--set <question=answer>', 'change an answer, such as IT-05=3 or TM-01=not-known; repeatable', collect)
    .option('--complete <action>', 'take an action as done, such as GV-01; repeatable', collect)
    .action((file: string, options: WhatIfCommandOptions) => {
      runWhatIf(file, options, console);
    });

  withInputOptions(program.command('allocate'))
    .description("share the support team's weekly hours out among sites, with what they buy and why")
    .argument('<answers>', 'a folder of answers files, one of them, or a table (.csv or .xlsx) with one row a site')
    .requiredOption('--hours <weekly>', 'hours a week that the team has for all sites', weeklyHoursOption)
    .option('--equity <theta>', 'how much more a site without capacity counts, 0 to 2 (default: 0.5)', equityOption)
    .option('--target <date>', 'day by which sites are to be live, YYYY-MM-DD', dateOption)
    .action((target: string, options: AllocateOptions) => runAllocate(target, options, console));

  withInputOptions(program.command('rank'))
    .description('rank the sites of a portfolio with the uncertainty of each place; not an order of help')
    .argument('<answers>', 'a folder of answers files, or a table (.csv or .xlsx) with one row a site')
    .option(
      '--draws <number>',
      "draws that the ranges rest on, in place of the method's",
      countOption(RANK_LIMITS.draws),
    )
    .option('--top <number>', "the k of the first k places, in place of the method's", countOption(RANK_LIMITS.top))
    .action((target: string, options: RankOptions) => runRank(target, options, console));

  program
    .command('blank')
    .description('print an answers file to fill in, with the questions and levels as comments')
    .option('--tool <id>', 'tool profile', 'echogo-pro')
    .addOption(new Option('--use <use>', 'what the tool is for at this site').choices(USES).default('routine'))
    .option('--as-of <date>', 'day for which to score, YYYY-MM-DD (default: today)', dateOption)
    .option('--role <role>', 'only the questions that this role can usually answer, such as pacs-manager')
    .option('-o, --output <file>', 'write to a new .yaml file')
    .action((options: BlankOptions) => {
      runBlank(options, console);
    });

  program
    .command('score-register')
    .description('score the trusts of a list by their public DSPT status alone, to show how little that says')
    .requiredOption(
      '--sites <csv>',
      'list of sites with the columns siteNameAsRegistered, trustNameODS and odsTrustCode',
    )
    .requiredOption('--dspt <csv>', 'snapshot of the Data Security and Protection Toolkit register')
    .option('--snapshot-on <date>', "day of the snapshot, YYYY-MM-DD (default: the day in its file's name)", dateOption)
    .option('--as-of <date>', 'day for which to score, YYYY-MM-DD (default: today)', dateOption)
    .option('--tool <id>', 'tool profile (default: echogo-pro)')
    .addOption(new Option('--use <use>', 'what the tool is for').choices(USES).default('routine'))
    .option('--json', 'print JSON')
    .action((options: ScoreRegisterOptions) => {
      runScoreRegister(options, console);
    });

  program
    .command('calibrate')
    .description("refit the forecast's site factor to the published programme, and show the fit; changes no file")
    .option('--as-of <date>', 'day for which to plan, YYYY-MM-DD (default: today)', dateOption)
    .option('--seed <number>', 'seed of the draws', seedOption)
    .option(
      '--outcomes <csv>',
      "re-estimate one tool's factor from outcomes: site, plannedWeeks, weeks, live (yes or no)",
    )
    .option('--json', 'print JSON')
    .action((options: CalibrateOptions) => {
      runCalibrate(options, console);
    });

  // Loaded when it is asked for: the database's libraries would double the start of every other command.
  const audit = program.command('audit').description('hold the record of what was done against itself');
  withSeals(audit.command('verify'))
    .description('check that no event, snapshot or plan was changed; the first bad row is named first')
    .option('--json', 'print JSON')
    .action(async (options: AuditOptions) => (await import('./audit.js')).runAuditVerify(options, console));
  withSeals(audit.command('seal'))
    .description('write down outside the database what the record has come to, so that a cut end shows')
    .action(async (options: AuditOptions) => (await import('./audit.js')).runAuditSeal(options, console));

  program
    .command('check-data')
    .description('check the instrument and the tool profiles; every problem is listed by file and line')
    .argument('[folder]', 'another data folder')
    .action((root: string | undefined) => {
      runCheckData(root, console);
    });

  program
    .command('mail-test')
    .description("send a test mail by the service's settings, and say what the mail server made of it")
    .argument('<address>', 'where it goes, such as your own address')
    .action(async (address: string) => (await import('./mail-test.js')).runMailTest(address, console));

  addDatabaseCommands(program, console);
  return program;
}

/** Their code is loaded when one of them runs: the database drivers would hold up every other command. */
function addDatabaseCommands(program: Command, console: Console): void {
  withPlace(program.command('backup'))
    .description('back up all data as of one moment, while the service runs; either engine restores it')
    .requiredOption('-o, --output <file>', 'the archive to write, such as readiness-2026-11-23.jsonl.gz')
    .option('--force', 'replace an earlier archive that is there already')
    .action(async (options: BackupOptions) => (await import('./backup.js')).runBackup(options, console));

  program
    .command('verify-backup')
    .description('check that an archive is whole, every row by its hash; restores nothing')
    .argument('<archive>', 'a file that backup wrote')
    .action(async (file: string) => (await import('./backup.js')).runVerifyBackup(file, console));

  withPlace(program.command('restore'))
    .description('restore an archive into an empty place, and prove it by reading everything back')
    .argument('<archive>', 'a file that backup wrote')
    .action(async (file: string, options: PlaceOptions) =>
      (await import('./restore.js')).runRestore(file, options, console),
    );

  withPlace(program.command('import-trusts'))
    .description("show what the official file of trusts (the Organisation Data Service's etr.csv) would change")
    .argument('<csv>', 'the file, with or without a header')
    .option('--apply', 'do it: everything or nothing')
    .option('--json', 'print JSON')
    .action(async (file: string, options: ImportTrustsOptions) =>
      (await import('./import-trusts.js')).runImportTrusts(file, options, console),
    );

  program
    .command('migrate-store')
    .description('copy the SQLite database into an empty PostgreSQL database, and prove it by hashes of the rows')
    .requiredOption('--to <url>', 'the empty database, postgres://user:password@host:port/database')
    .option('--database-path <file>', 'the SQLite file, in place of DATABASE_PATH')
    .action(async (options: MigrateStoreOptions) =>
      (await import('./migrate-store.js')).runMigrateStore(options, console),
    );
}

function withPlace(command: Command): Command {
  return command
    .option('--database-path <file>', 'an SQLite file, in place of DATABASE_PATH and DATABASE_URL')
    .option('--database-url <url>', 'a PostgreSQL database, in place of DATABASE_PATH and DATABASE_URL');
}

function withInputOptions(command: Command): Command {
  return command
    .option('--tool <id>', 'tool profile, in place of what the file says')
    .option('--as-of <date>', 'day for which to score, YYYY-MM-DD, in place of what the file says', dateOption)
    .option('--seed <number>', 'seed of the draws, in place of the one constant for all sites', seedOption)
    .option('--json', 'print JSON');
}

function withSeals(command: Command): Command {
  return command.option('--seals <file>', 'file of seals, in place of the one of AUDIT_SEALS_PATH');
}

function withVendorHours(command: Command): Command {
  return command.option('--vendor-hours <hours>', "hours a week of the vendor's time for this site", hoursOption);
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function dateOption(text: string): string {
  const day = parseDay(text);
  if (day === undefined || day > LAST_DAY) {
    throw new InvalidArgumentError('It must be a real date, YYYY-MM-DD, between 1900 and 2149.');
  }
  return text;
}

function seedOption(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > LARGEST_SEED) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${String(LARGEST_SEED)}.`);
  }
  return Number(text);
}

function countOption(most: number): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,8}$/.test(text) || Number(text) > most) {
      throw new InvalidArgumentError(`It must be a whole number from 1 to ${String(most)}.`);
    }
    return Number(text);
  };
}

function hoursOption(text: string): number {
  return numberOption(text, VENDOR_HOURS_A_WEEK);
}

function weeklyHoursOption(text: string): number {
  return numberOption(text, TEAM_HOURS_A_WEEK);
}

function equityOption(text: string): number {
  return numberOption(text, EQUITY);
}

function numberOption(text: string, { least, most }: { readonly least: number; readonly most: number }): number {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a number from ${String(least)} to ${String(most)}.`);
  }
  return value;
}
