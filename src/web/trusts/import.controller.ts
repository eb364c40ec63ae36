import { readFile } from 'node:fs/promises';
import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { TrustDifferenceView, TrustImportPreview } from '../../organisations/trust-imports.dto.js';
import { TrustImportsService } from '../../organisations/trust-imports.service.js';
import { FormFile, TakesFormWithFile, type ReceivedFile } from '../../files/form-with-file.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { QueryWholeNumber } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer, type PageLink } from '../page-renderer.js';
import { dayText } from '../time-text.js';

const MOST = 100_000;
/** The official file has 60 kilobytes. */
const LARGEST_BYTES = 1_048_576;
const TOO_LARGE = 'The file may have at most 1 MB';
const IMPORT: PageLink = { href: '/trusts/import', text: 'Trusts from the official file' };

/** What was just done. */
export class ImportPageQuery {
  @QueryWholeNumber({ min: 0, max: MOST, optional: true })
  added?: number;

  @QueryWholeNumber({ min: 0, max: MOST, optional: true })
  changed?: number;

  @QueryWholeNumber({ min: 0, max: MOST, optional: true })
  closed?: number;

  @QueryWholeNumber({ min: 0, max: MOST, optional: true })
  reopened?: number;
}

const FIELDS: Readonly<Record<string, string>> = {
  name: 'Name',
  region: 'Region',
  address: 'Address',
  postcode: 'Postcode',
  openedOn: 'Opened on',
  closedOn: 'Closed on',
};
const KINDS: readonly (readonly [TrustDifferenceView['kind'], string])[] = [
  ['new', 'New'],
  ['changed', 'Changed'],
  ['closed', 'Closed'],
  ['reopened', 'Open again'],
];

/** Takes trusts over from the official file: the file is sent, what it would change is shown, and somebody confirms it. */
@ApiExcludeController()
@Controller('trusts/import')
export class TrustImportPageController {
  constructor(
    private readonly imports: TrustImportsService,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('trusts.import')
  show(@Query() { added, changed, closed, reopened }: ImportPageQuery, @Res() response: Response): void {
    this.ask(response, [], added === undefined ? null : doneText(added, changed, closed, reopened));
  }

  @Post()
  @Allow('trusts.import')
  @TakesFormWithFile()
  async preview(
    @CurrentActor() actor: Actor,
    @FormFile() { file, problem }: ReceivedFile,
    @Res() response: Response,
  ): Promise<void> {
    const tooLarge = problem?.detail ?? (file !== undefined && file.bytes > LARGEST_BYTES ? TOO_LARGE : undefined);
    if (tooLarge !== undefined) {
      this.ask(response.status(400), [{ field: 'file', text: tooLarge.replace(/\.$/, '') }]);
      return;
    }
    const csv = file === undefined ? '' : await readFile(file.path, 'utf8');
    if (csv.trim() === '') {
      this.ask(response.status(400), [{ field: 'file', text: 'Choose the file, which must not be empty' }]);
      return;
    }
    await this.tell(actor, response, csv, []);
  }

  @Post('apply')
  @Allow('trusts.import')
  @TakesForm()
  async apply(@CurrentActor() actor: Actor, @Form() fields: FormFields, @Res() response: Response): Promise<void> {
    const [csv, digest] = [textOf(fields.csv), textOf(fields.digest)];
    try {
      const { added, changed, closed, reopened } = await this.imports.apply(actor, { csv, digest });
      const counts = { added, changed, closed, reopened };
      const query = Object.entries(counts).map(([kind, count]) => `${kind}=${String(count)}`);
      response.redirect(303, `/trusts/import?${query.join('&')}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== 'conflict') await this.tell(actor, response, csv, []);
      else await this.tell(actor, response.status(400), csv, [{ field: 'confirm', text: OUT_OF_DATE }]);
    }
  }

  /** Shows what a file would change, or what is wrong with it. */
  private async tell(actor: Actor, response: Response, csv: string, errors: readonly FormError[]): Promise<void> {
    try {
      const preview = await this.imports.preview(actor, { csv });
      this.pages.send(response, 'pages/trusts/preview', {
        title: 'What the file would change',
        trail: [HOME, IMPORT],
        csv,
        ...valuesOf(preview),
        ...errorValues(errors),
      });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'invalid-request') throw error;
      const wrong = error.errors.map(({ detail }) => ({ field: 'file', text: detail }));
      this.ask(response.status(400), wrong);
    }
  }

  private ask(response: Response, errors: readonly FormError[], done: string | null = null): void {
    const { errorList } = errorValues(errors);
    // one field has all of them: the summary lists each, and beside the field stands what they come to
    const beside = errors.length > 1 ? 'Correct the file, or get it anew' : errors[0]?.text;
    this.pages.send(response, 'pages/trusts/import', {
      title: IMPORT.text,
      trail: [HOME],
      done,
      errorList,
      errors: beside === undefined ? {} : { file: { text: beside } },
    });
  }
}

const OUT_OF_DATE = 'Something has changed since you looked. This is what the file would change now: look again';

function textOf(value: FormFields[string]): string {
  return typeof value === 'string' ? value : '';
}

function doneText(added: number, changed = 0, closed = 0, reopened = 0): string {
  if (added + changed + closed + reopened === 0) return 'There was nothing to do: everything is as in the file.';
  const counts = `${counted(added, 'added')}, ${counted(changed, 'changed')}, ${counted(closed, 'closed')}`;
  return `Done: ${counts}, ${counted(reopened, 'opened again')}.`;
}

function counted(count: number, what: string): string {
  return `${String(count)} ${what}`;
}

function valuesOf({ digest, differences, unchanged, missing, closedInUse }: TrustImportPreview): object {
  const groups = KINDS.map(([kind, heading]) => ({
    heading,
    kind,
    trusts: differences.filter((one) => one.kind === kind).map(rowOf),
  }));
  return {
    digest,
    groups: groups.filter(({ trusts }) => trusts.length > 0),
    counts: groups.map(({ heading, trusts }) => ({ heading, count: trusts.length })),
    unchanged,
    missing,
    closedInUse: closedInUse.map((trust) => ({ ...trust, closed: dayText(trust.closedOn) })),
  };
}

function rowOf({ code, name, closedOn, changes }: TrustDifferenceView): object {
  const shown = changes.map(({ field, before, after }) => {
    const text = (value: string | null): string => (value === null ? 'nothing' : inWords(field, value));
    return { field: FIELDS[field] ?? field, before: text(before), after: text(after) };
  });
  return { code, name, closed: closedOn === null ? null : dayText(closedOn), changes: shown };
}

function inWords(field: string, value: string): string {
  return field.endsWith('On') ? dayText(value) : value;
}
