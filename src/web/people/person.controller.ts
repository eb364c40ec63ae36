import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { PeopleCareService } from '../../accounts/people-care.service.js';
import type { PersonView } from '../../accounts/people.dto.js';
import { PersonalDataService } from '../../accounts/personal-data.service.js';
import { Allow } from '../../platform/access/allow.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import { CurrentActor } from '../../platform/actor/current-actor.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { ResourceIdPipe } from '../../platform/http/fields.js';
import { publicAddress } from '../../platform/http/public-address.js';
import { Form, TakesForm, type FormFields } from '../../platform/http/takes-form.js';
import { errorsOf, errorValues, readForm, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText } from '../time-text.js';
import { isRefusal } from './invite.controller.js';
import { PEOPLE, STATES } from './people.controller.js';
import { DONE, inWordsOfForm, PersonQuery, RoleForm, roleOf, RoleQuery } from './people.forms.js';
import { RolePage } from './role-page.js';

const NO_ROLE: FormError = { field: 'role', text: 'Choose what the person is to do' };

/** One person: their roles, and what a lead may do for the account. */
@ApiExcludeController()
@Controller('people/:personId')
export class PersonPageController {
  constructor(
    private readonly care: PeopleCareService,
    private readonly data: PersonalDataService,
    private readonly roles: RolePage,
    private readonly pages: PageRenderer,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  @Get()
  @Allow('people.manage')
  async show(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Query() { done }: PersonQuery,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.care.get(actor, personId);
    this.send(actor, response, person, [], done === undefined ? undefined : DONE[done]);
  }

  @Post('suspend')
  @Allow('people.manage')
  @TakesForm()
  async suspend(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.attempt(actor, response, personId, 'suspended', () => this.care.suspend(actor, personId));
  }

  @Post('reactivate')
  @Allow('people.manage')
  @TakesForm()
  async reactivate(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.attempt(actor, response, personId, 'reactivated', () => this.care.reactivate(actor, personId));
  }

  @Post('second-factor/take')
  @Allow('people.recover')
  @TakesForm()
  async takeSecondFactor(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.attempt(actor, response, personId, 'app-taken', () => this.care.takeSecondFactor(actor, personId));
  }

  @Get('erase')
  @Allow('people.erase')
  async askToErase(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.care.get(actor, personId);
    this.pages.send(response, 'pages/people/erase', {
      title: `Erase ${nameOf(person)}`,
      trail: [HOME, PEOPLE, linkTo(person)],
      path: `/people/${personId}`,
    });
  }

  @Post('erase')
  @Allow('people.erase')
  @TakesForm()
  async erase(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Res() response: Response,
  ): Promise<void> {
    await this.attempt(actor, response, personId, 'erased', async () => {
      await this.data.erase(actor, personId);
      return this.care.get(actor, personId);
    });
  }

  @Post('reset-link')
  @Allow('people.manage')
  @TakesForm()
  async resetLink(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { name, email } = await this.care.get(actor, personId);
    const base = publicAddress(request, this.config.publicUrl);
    const { link, expiresAt, mailed } = await this.care.resetLink(actor, personId, base);
    this.pages.send(response.status(200), 'pages/people/link', {
      title: mailed ? 'The link is on its way' : 'Pass the link on',
      trail: [HOME, PEOPLE],
      intro: mailed
        ? `The link is being sent to ${email ?? ''}. Should it not arrive, send it to ${name ?? ''} yourself, once you are sure that it was they who asked. Whoever has it can choose a new password for the account.`
        : `Send this link to ${name ?? ''} yourself, once you are sure that it was they who asked. Whoever has it can choose a new password for the account.`,
      link,
      expires: timeText(expiresAt),
    });
  }

  @Get('role')
  @Allow('people.manage')
  async chooseRole(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Query() { role, chosen }: RoleQuery,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.care.get(actor, personId);
    if (role === undefined || !this.roles.mayChoose(actor, role, false)) {
      this.pages.send(response, 'pages/people/choose-role', {
        title: `Give ${nameOf(person)} a role`,
        trail: [HOME, PEOPLE, linkTo(person)],
        action: `/people/${personId}/role`,
        roles: this.roles.roles(actor, false),
        ...errorValues(chosen === undefined ? [] : [NO_ROLE]),
      });
      return;
    }
    await this.sendRole(actor, response, person, { role }, []);
  }

  @Post('role')
  @Allow('people.manage')
  @TakesForm()
  async giveRole(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Form() fields: FormFields,
    @Res() response: Response,
  ): Promise<void> {
    const person = await this.care.get(actor, personId);
    const form = await readForm(RoleForm, fields);
    if (!form.ok) {
      await this.sendRole(actor, response.status(400), person, fields, inWordsOfForm(form.errors));
      return;
    }
    try {
      await this.care.giveRole(actor, personId, roleOf(form.value));
      response.redirect(303, `/people/${personId}?done=given`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.sendRole(actor, response.status(400), person, fields, inWordsOfForm(errorsOf(error)));
    }
  }

  @Post('roles/:grantId/take')
  @Allow('people.manage')
  @TakesForm()
  async takeRole(
    @CurrentActor() actor: Actor,
    @Param('personId', ResourceIdPipe) personId: string,
    @Param('grantId', ResourceIdPipe) grantId: string,
    @Res() response: Response,
  ): Promise<void> {
    const { version } = await this.care.get(actor, personId);
    const take = () => this.care.takeRole(actor, personId, grantId, version);
    await this.attempt(actor, response, personId, 'taken', take);
  }

  /** Does something, then shows the person, or the list where the lead has no say over them any more. */
  private async attempt(
    actor: Actor,
    response: Response,
    personId: string,
    done: keyof typeof DONE,
    work: () => Promise<PersonView>,
  ): Promise<void> {
    try {
      const after = await work();
      const isThere = after.roles.length > 0 || actor.grants.some(({ role }) => role === 'administrator');
      response.redirect(303, `/people${isThere ? `/${personId}` : ''}?done=${done}`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.send(actor, response.status(400), await this.care.get(actor, personId), errorsOf(error));
    }
  }

  private send(
    actor: Actor,
    response: Response,
    person: PersonView,
    errors: readonly FormError[],
    done?: string,
  ): void {
    const { id, email, state, roles, yours, lastSignInAt, createdAt } = person;
    this.pages.send(response, 'pages/people/person', {
      title: nameOf(person),
      trail: [HOME, PEOPLE],
      path: `/people/${id}`,
      rows: [
        { key: { text: 'Email address' }, value: { text: email ?? 'Erased' } },
        { key: { text: 'State' }, value: { text: STATES[state] } },
        { key: { text: 'Last signed in' }, value: { text: lastSignInAt === null ? 'Never' : timeText(lastSignInAt) } },
        { key: { text: 'Account made' }, value: { text: timeText(createdAt) } },
      ],
      roles: roles.map(({ id: grantId, text, yours: mayTake, handOverId, assessmentId }) => ({
        ...{ id: grantId, text, mayTake },
        handOver: handOverId === null ? null : `/assessments/${assessmentId ?? ''}/hand-over/${handOverId}`,
      })),
      ...{ state, yours, done },
      mayErase: yours && may(actor, 'people.erase'),
      mayRecover: yours && may(actor, 'people.recover'),
      self: id === actor.id,
      ...errorValues(errors),
    });
  }

  private async sendRole(
    actor: Actor,
    response: Response,
    person: PersonView,
    given: FormFields,
    errors: readonly FormError[],
  ): Promise<void> {
    const read = await readForm(RoleQuery, { role: given.role });
    const role = read.ok ? read.value.role : undefined;
    this.pages.send(response, 'pages/people/give-role', {
      title: `Give ${nameOf(person)} a role`,
      trail: [HOME, PEOPLE, linkTo(person)],
      action: `/people/${person.id}/role`,
      ...(role !== undefined && (await this.roles.fields(actor, role, given))),
      ...errorValues(errors),
    });
  }
}

function nameOf({ name }: PersonView): string {
  return name ?? 'Erased person';
}

function linkTo(person: PersonView): { href: string; text: string } {
  return { href: `/people/${person.id}`, text: nameOf(person) };
}
