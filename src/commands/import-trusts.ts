import fs from 'node:fs';
import process from 'node:process';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { longDate, parseDay, type DayNumber } from '../core/contracts/calendar.js';
import type { TrustDifferenceView, TrustImportPreview, TrustImportResult } from '../organisations/trust-imports.dto.js';
import { TrustImportsService } from '../organisations/trust-imports.service.js';
import { operator } from '../platform/actor/actor.js';
import { readConfig, type Config } from '../platform/config/config.js';
import { Problem } from '../platform/problem/problem.js';
import { cleanLine } from '../rendering/text/clean-text.js';
import type { Console } from './console.js';
import { placeOf, type PlaceOptions } from './database-place.js';
import { CommandFailure, EXIT } from './failure.js';
import { readTextFile } from './read-text-file.js';

export interface ImportTrustsOptions extends PlaceOptions {
  readonly apply?: boolean;
  readonly json?: boolean;
}

const ACTOR = operator('command-line');
const HEADINGS: Readonly<Record<TrustDifferenceView['kind'], string>> = {
  new: 'New',
  changed: 'Changed',
  closed: 'Closed',
  reopened: 'Open again',
};

/** `readiness import-trusts`: what the official file would change; with `--apply` it is done. */
export async function runImportTrusts(file: string, options: ImportTrustsOptions, console: Console): Promise<void> {
  const { apply = false, json = false, ...place } = options;
  const csv = readTextFile(file);
  await withImports({ ...readConfig({}), ...placeOf(place, process.env) }, async (imports) => {
    const preview = await imports.preview(ACTOR, { csv });
    if (!json) console.out(linesOf(preview).join('\n'));
    if (!apply) {
      if (json) console.out(JSON.stringify({ applied: false, ...preview }, null, 2));
      else if (preview.differences.length > 0)
        console.out('\nNothing was written. Run it again with --apply to do this.');
      return;
    }
    const progress = console.progress(preview.differences.length, 'Taking trusts over');
    const result = await imports.apply(ACTOR, { csv, digest: preview.digest }, progress.done).finally(progress.stop);
    console.out(json ? JSON.stringify({ applied: true, ...preview, result }, null, 2) : `\n${doneText(result)}`);
  }).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    const details = error.errors.map(({ detail }) => `${file}: ${cleanLine(detail)}`);
    throw new CommandFailure(EXIT.badInput, [...details, error.detail]);
  });
}

/** The service's own rules on its database, without serving. @throws CommandFailure when there is none, or it is in use */
async function withImports(config: Config, work: (imports: TrustImportsService) => Promise<void>): Promise<void> {
  if (config.databaseUrl === undefined && !fs.existsSync(config.databasePath)) {
    throw new CommandFailure(EXIT.badInput, [`There is no database ${config.databasePath}. Start the service once.`]);
  }
  const quiet = { ...config, doesJobs: false, metricsPort: undefined };
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(quiet), {
    ...{ logger: false, abortOnError: false },
  }).catch((error: unknown) => {
    const { message } = error as Error;
    throw new CommandFailure(EXIT.badInput, [`${message} While the service runs, use its page /trusts/import.`]);
  });
  try {
    await work(app.get(TrustImportsService));
  } finally {
    await app.close();
  }
}

function linesOf({ differences, unchanged, missing, closedInUse }: TrustImportPreview): string[] {
  const kinds = Object.keys(HEADINGS) as TrustDifferenceView['kind'][];
  return [
    ...kinds.flatMap((kind) =>
      groupOf(
        kind,
        differences.filter((difference) => difference.kind === kind),
      ),
    ),
    `Unchanged: ${String(unchanged)}`,
    ...list(
      'Not in the file; they stay as they are',
      missing.map(({ code, name }) => `  ${code}  ${name}`),
    ),
    ...list(
      'Closed, with deployments: record who succeeded them',
      closedInUse.map(
        ({ code, name, closedOn, deployments }) =>
          `  ${code}  ${name}, closed on ${dayText(closedOn)}: ${String(deployments)} at its sites`,
      ),
    ),
  ];
}

function groupOf(kind: TrustDifferenceView['kind'], differences: readonly TrustDifferenceView[]): string[] {
  return list(
    HEADINGS[kind],
    differences.flatMap(({ code, name, closedOn, changes }) => {
      const closed = kind === 'new' && closedOn !== null ? `, closed on ${dayText(closedOn)}` : '';
      const fields = kind === 'new' ? [] : changes;
      return [
        `  ${code}  ${name}${closed}`,
        ...fields.map(({ field, before, after }) => `    ${field}: ${before ?? 'nothing'} -> ${after ?? 'nothing'}`),
      ];
    }),
    differences.length,
  );
}

function list(heading: string, lines: readonly string[], count = lines.length): string[] {
  return count === 0 ? [] : [`${heading}: ${String(count)}`, ...lines];
}

function doneText({ added, changed, closed, reopened }: TrustImportResult): string {
  if (added + changed + closed + reopened === 0) return 'Nothing to do: everything is as in the file.';
  return `Done: ${String(added)} added, ${String(changed)} changed, ${String(closed)} closed, ${String(reopened)} opened again.`;
}

function dayText(day: string): string {
  return longDate(parseDay(day) as DayNumber);
}
