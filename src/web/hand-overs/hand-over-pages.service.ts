import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { NamesService } from '../../accounts/names.service.js';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import { HandedThings } from '../../handovers/handed-things.service.js';
import type { HandedOverView, HandOverView } from '../../handovers/hand-overs.dto.js';
import { HandOversService } from '../../handovers/hand-overs.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { may } from '../../platform/access/decide.js';
import { Outbox } from '../../platform/mail/outbox.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorValues, type FormError } from '../forms.js';
import { HOME, PageRenderer } from '../page-renderer.js';
import { timeText, dayText } from '../time-text.js';
import {
  isUnderWay,
  nameIn,
  pathOfHandOver,
  pathOfThing,
  remindersIn,
  row,
  tagOf,
  thingIn,
  trailTo,
} from './hand-over-words.js';
import { SOMEBODY_ELSE } from './hand-over.forms.js';

/** What a form of a hand-over is about. */
export interface FormOf {
  readonly assessmentId: string;
  readonly section?: string | undefined;
  readonly question?: string | undefined;
  /** The hand-over that it is taken from, where it is given to somebody else */
  readonly from?: HandOverView;
}

/** The pages on which something is handed over, and followed up. */
@Injectable()
export class HandOverPages {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly handOvers: HandOversService,
    private readonly things: HandedThings,
    private readonly names: NamesService,
    private readonly tools: ToolsService,
    private readonly pages: PageRenderer,
    private readonly outbox: Outbox,
  ) {}

  /** The form by which something is handed over. */
  async sendForm(
    actor: Actor,
    response: Response,
    { assessmentId, section, question, from }: FormOf,
    given: FormFields,
    errors: readonly FormError[],
  ): Promise<void> {
    const sections = await this.things.all(actor, assessmentId);
    const code = section ?? sections.find(({ questions }) => questions.some(({ id }) => id === question))?.code;
    const known = sections.some((one) => one.code === code);
    const what =
      known && code !== undefined ? thingIn({ section: code, questionId: question ?? null }, sections) : null;
    const colleagues = (await this.handOvers.colleagues(actor, assessmentId)).filter(
      ({ id }) => id !== from?.to.personId,
    );
    const path = `/assessments/${assessmentId}/hand-over`;
    this.pages.send(response, 'pages/hand-over/new', {
      title: titleOfForm(from, what?.name),
      trail: trailTo(HOME, assessmentId, await this.placeOf(actor, assessmentId)),
      action: from === undefined ? `${path}/new` : `${path}/${from.id}/reassign`,
      back: from === undefined ? `/assessments/${assessmentId}` : `${path}/${from.id}`,
      version: from?.version,
      former: from === undefined ? null : nameIn(from),
      ...{ what, section: known ? section : undefined, question },
      sections: sections.map((one) => ({ value: one.code, text: one.name, selected: given.section === one.code })),
      colleagues: colleagues.map(({ id, name, role }) => ({
        ...{ value: id, text: name, hint: { text: role } },
        checked: given.person === id,
      })),
      somebodyElse: { value: SOMEBODY_ELSE, checked: given.person === SOMEBODY_ELSE },
      given,
      ...errorValues(errors),
    });
  }

  /** The link to pass on to somebody who has no account here. */
  async sendLink(actor: Actor, response: Response, handed: HandedOverView): Promise<void> {
    const { assessmentId, id, to } = handed;
    this.pages.send(response.status(200), 'pages/hand-over/link', {
      title: handed.mailed ? `The link is on its way to ${nameIn(handed)}` : `Pass the link on to ${nameIn(handed)}`,
      trail: trailTo(HOME, assessmentId, await this.placeOf(actor, assessmentId)),
      name: nameIn(handed),
      what: thingIn(handed, await this.things.all(actor, assessmentId)),
      ...{ link: handed.link, mailed: handed.mailed, email: to.email },
      expires: to.linkExpiresAt === null ? null : timeText(to.linkExpiresAt),
      path: pathOfHandOver(assessmentId, id),
      back: `/assessments/${assessmentId}`,
    });
  }

  /** A hand-over as the lead, the colleague or a reader sees it. @param link address of this page, to pass on */
  async sendOne(
    actor: Actor,
    response: Response,
    view: HandOverView,
    { given = {}, errors = [], done, link }: Shown,
  ): Promise<void> {
    const { assessmentId, id, to, state, version } = view;
    const place = { assessmentId, trustId: await this.trustOf(actor, assessmentId) };
    const manages = may(actor, 'handovers.manage', place);
    const yours = to.personId === actor.id;
    const by = (await this.names.lookUp([view.createdBy])).get(view.createdBy) ?? 'the service';
    const what = thingIn(view, await this.things.all(actor, assessmentId));
    this.pages.send(response, 'pages/hand-over/show', {
      title: yours ? `Asked of you: ${what.name}` : `${what.name}, with ${nameIn(view)}`,
      trail: trailTo(HOME, assessmentId, await this.placeOf(actor, assessmentId)),
      ...{ what, by, yours, done, given, version, state },
      thing: pathOfThing(view),
      path: pathOfHandOver(assessmentId, id),
      back: `/assessments/${assessmentId}`,
      stateTag: tagOf(view),
      rows: rowsOf(view, by, yours),
      message: view.message,
      reply: view.reply,
      ...choicesIn(view, manages, link),
      remind:
        to.personId === null
          ? 'Remind, and make a new link'
          : this.outbox.isOpen
            ? 'Remind them by mail'
            : 'Note that I reminded them',
      ...errorValues(errors),
    });
  }

  private async placeOf(actor: Actor, assessmentId: string): Promise<string> {
    const { toolId, site } = await this.assessments.get(actor, assessmentId);
    return `${this.tools.nameOf(toolId)} at ${site.name}`;
  }

  private async trustOf(actor: Actor, assessmentId: string): Promise<string> {
    return (await this.assessments.get(actor, assessmentId)).trust.id;
  }
}

interface Shown {
  readonly given?: FormFields;
  readonly errors?: readonly FormError[];
  readonly done?: string | undefined;
  readonly link?: string;
}

/** What can be done with it now, and where it went from here. */
function choicesIn(view: HandOverView, manages: boolean, link: string | undefined): Readonly<Record<string, unknown>> {
  const { assessmentId, to, state, replacedById, replacesId } = view;
  const underWay = isUnderWay(view);
  const pathTo = (id: string | null): string | null => (id === null ? null : pathOfHandOver(assessmentId, id));
  return {
    ...{ manages, underWay },
    mayReassign: manages && (underWay || state === 'declined') && replacedById === null,
    mayTakeBack: manages && (underWay || state === 'returned'),
    link: manages && to.personId !== null && underWay ? link : null,
    later: manages ? pathTo(replacedById) : null,
    earlier: manages ? pathTo(replacesId) : null,
  };
}

function titleOfForm(from: HandOverView | undefined, name: string | undefined): string {
  if (from !== undefined) return `Give it to somebody else: ${name ?? from.section}`;
  return name === undefined ? 'Hand a section to a colleague' : `Hand to a colleague: ${name}`;
}

function rowsOf(view: HandOverView, by: string, yours: boolean): ReturnType<typeof row> {
  const { to, createdAt, wishedFor, startedAt, closedAt, state } = view;
  const closed = { returned: 'Finished', declined: 'Declined', 'taken-back': 'Taken back', reassigned: 'Given on' };
  return [
    ...row('With', yours ? 'You' : nameIn(view)),
    ...row('Email address', to.email),
    ...row('Handed over', `${timeText(createdAt)} by ${by}`),
    ...row('Wished for by', wishedFor === null ? null : dayText(wishedFor)),
    ...row('Begun', startedAt === null ? null : timeText(startedAt)),
    ...row('Reminded', remindersIn(view)),
    ...row('Link works until', to.linkExpiresAt === null ? null : timeText(to.linkExpiresAt)),
    ...row(closed[state as keyof typeof closed], closedAt === null ? null : timeText(closedAt)),
  ];
}
