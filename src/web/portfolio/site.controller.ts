import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { VendorOwners } from '../../deployments/vendor-owners.service.js';
import { Allow } from '../../platform/access/allow.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { OneOf, PlainText, ResourceIdPipe } from '../../platform/http/fields.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { notFound, Problem } from '../../platform/problem/problem.js';
import { ContactsService } from '../../support/contacts.service.js';
import { PromisesService } from '../../support/promises.service.js';
import { withPlainBreaks } from '../concerns/concern-forms.js';
import { errorsOf, readForm, type FormError } from '../forms.js';
import { PageRenderer } from '../page-renderer.js';
import {
  onPage,
  readContact,
  readMove,
  readOwner,
  readPromise,
  SettleForm,
  SiteForm,
  WithdrawForm,
} from './site-forms.js';
import { SitePage, type OnTop } from './site-page.service.js';

/** What was just done, by what the address says, and where on the page that is. */
const DONE = {
  logged: { text: 'The contact is logged.', href: '#contacts' },
  withdrawn: { text: 'The contact is withdrawn. Its hours do not count any more.', href: '#contacts' },
  promised: { text: 'The promise is made.', href: '#promises' },
  settled: { text: 'The promise is settled.', href: '#promises' },
  moved: { text: 'The promise has another day.', href: '#promises' },
  owner: { text: 'Who looks after the site is saved.', href: '#owner-part' },
} as const;
type Done = keyof typeof DONE;

export class SitePageQuery {
  @OneOf(Object.keys(DONE), { optional: true })
  done?: Done;

  /** Where the contacts go on */
  @PlainText({ max: 1000, optional: true })
  contacts?: string;
}

/** What came of a form: where to go on, or what is to be mended. */
type Outcome = { readonly done: Done } | { readonly errors: readonly FormError[] };

/** One site: where it stands, what to do, what was promised and done, and how it came there. */
@ApiExcludeController()
@Controller('portfolio/sites/:deploymentId')
export class SitePageController {
  constructor(
    private readonly page: SitePage,
    private readonly contacts: ContactsService,
    private readonly promises: PromisesService,
    private readonly owners: VendorOwners,
    private readonly pages: PageRenderer,
  ) {}

  @Get()
  @Allow('portfolio.read')
  async show(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Query() { done, contacts: cursor }: SitePageQuery,
    @Res() response: Response,
  ): Promise<void> {
    const banner = done === undefined ? undefined : DONE[done];
    await this.send(actor, response, deploymentId, { done: banner, cursor });
  }

  @Post()
  @Allow('portfolio.work')
  @TakesForm()
  async act(
    @CurrentActor() actor: Actor,
    @Param('deploymentId', ResourceIdPipe) deploymentId: string,
    @Form() sent: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const given = withPlainBreaks(sent);
    const form = await readForm(SiteForm, given);
    try {
      const outcome: Outcome = form.ok
        ? await this.store(actor, deploymentId, form.value, given)
        : { errors: [{ field: '', text: 'Press one of the buttons' }] };
      if ('done' in outcome) {
        response.redirect(303, `/portfolio/sites/${deploymentId}?done=${outcome.done}`);
        return;
      }
      await this.send(actor, response.status(400), deploymentId, { errors: outcome.errors, given });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const overtaken = overtakenBy(error);
      if (overtaken !== undefined) {
        await this.send(actor, response.status(409), deploymentId, { overtaken, given });
      } else if (error.code === 'invalid-request' && form.ok) {
        const errors = errorsOf(error).map((one) => onPage(one, form.value.act, form.value.id));
        await this.send(actor, response.status(400), deploymentId, { errors, given });
      } else throw error;
    }
  }

  /** @throws Problem as the services */
  private async store(
    actor: Actor,
    deploymentId: string,
    { act, id = '', version: typed = '0', formKey }: SiteForm,
    given: FormFields,
  ): Promise<Outcome> {
    const version = Number(typed);
    switch (act) {
      case 'log': {
        const read = await readContact(given);
        if (!read.ok) return read;
        await this.contacts.log(actor, deploymentId, read.value, formKey);
        return { done: 'logged' };
      }
      case 'withdraw': {
        const read = await readForm(WithdrawForm, given);
        if (!read.ok) return { errors: [{ field: `reason-${id}`, text: 'Choose why it is withdrawn' }] };
        await this.contacts.withdraw(actor, deploymentId, id, read.value.reason, version);
        return { done: 'withdrawn' };
      }
      case 'promise': {
        const read = await readPromise(given);
        if (!read.ok) return read;
        await this.promises.make(actor, deploymentId, read.value, formKey);
        return { done: 'promised' };
      }
      case 'settle':
      case 'move':
        return this.changePromise(actor, deploymentId, { act, id, version }, given);
      case 'owner': {
        const read = await readOwner(given);
        if (!read.ok) return read;
        await this.owners.set(actor, deploymentId, read.value.vendorOwner, version);
        return { done: 'owner' };
      }
    }
  }

  private async changePromise(
    actor: Actor,
    deploymentId: string,
    { act, id, version }: { readonly act: 'settle' | 'move'; readonly id: string; readonly version: number },
    given: FormFields,
  ): Promise<Outcome> {
    // The guard has looked at the site only.
    if ((await this.promises.get(actor, id)).deploymentId !== deploymentId) throw notFound('promise', id);
    if (act === 'move') {
      const read = readMove(given, id);
      if (!read.ok) return read;
      await this.promises.update(actor, id, read.value, version);
      return { done: 'moved' };
    }
    const read = await readForm(SettleForm, given);
    if (!read.ok) return { errors: [{ field: '', text: 'Press one of the buttons' }] };
    await this.promises.update(actor, id, { state: read.value.state }, version);
    return { done: 'settled' };
  }

  private async send(actor: Actor, response: Response, deploymentId: string, onTop: OnTop): Promise<void> {
    this.pages.send(response, 'pages/portfolio/site', await this.page.values(actor, deploymentId, onTop));
  }
}

function overtakenBy({ code, detail }: Problem): string | undefined {
  if (code === 'stale-version') return 'It was changed after this page was opened.';
  return code === 'support-settled' ? detail.replace(/ Nothing was stored\.$/, '') : undefined;
}
