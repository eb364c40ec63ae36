import { Injectable } from '@nestjs/common';
import { NamesService } from '../../accounts/names.service.js';
import type { AssessmentView } from '../../assessments/assessments.dto.js';
import { HandedThings, type AskedSection } from '../../handovers/handed-things.service.js';
import type { HandOverView } from '../../handovers/hand-overs.dto.js';
import { HandOverAnswers } from '../../handovers/hand-over-answers.service.js';
import { HandOversService } from '../../handovers/hand-overs.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { may } from '../../platform/access/decide.js';
import { timeText, dayText } from '../time-text.js';
import { isUnderWay, nameIn, pathOfHandOver, pathOfThing, tagOf, thingIn, type StateTag } from './hand-over-words.js';

const MOST = 200;
/** Of what somebody said, in a list; the page of the hand-over has all of it. */
const LONGEST_QUOTE = 160;

/** One hand-over in the lead's list, as the task list has its rows. */
export interface HandedTask {
  readonly section: string;
  /** Who has it, beside the section */
  readonly short: string;
  readonly name: string;
  readonly href: string;
  readonly hint: string;
  readonly state: string;
  readonly colour: string;
}

/** What somebody was asked themselves. */
export interface OwnTask {
  readonly name: string;
  readonly question: string | null;
  /** Where it is answered */
  readonly href: string;
  /** Page of the hand-over */
  readonly path: string;
  readonly asked: string;
  readonly message: string | null;
  readonly underWay: boolean;
}

/** The section, or the question of it, whose page somebody opened. */
export interface LookedAt {
  readonly assessmentId: string;
  readonly code: string;
  readonly name: string;
  readonly questionId?: string;
}

/** What of an assessment is with colleagues, for its task list. */
@Injectable()
export class HandOverTasks {
  constructor(
    private readonly handOvers: HandOversService,
    private readonly things: HandedThings,
    private readonly names: NamesService,
    private readonly answers: HandOverAnswers,
  ) {}

  /** What somebody has in hand of the section or the question whose page they opened. */
  async inHand(actor: Actor, { assessmentId, code, name, questionId }: LookedAt): Promise<readonly OwnTask[]> {
    const views = await this.answers.look(actor, assessmentId, code, questionId);
    if (views.length === 0) return [];
    const names = await this.names.lookUp(views.map(({ createdBy }) => createdBy));
    const sections = [{ code, name, questions: [] }];
    return views.map((view) => ownTask(view, names.get(view.createdBy) ?? 'the service', sections));
  }

  /** Those that are under way or were answered in the open revision, the newest first. */
  async of(
    actor: Actor,
    { id, trust, openRevision }: AssessmentView,
  ): Promise<{ readonly handed: readonly HandedTask[]; readonly own: readonly OwnTask[] }> {
    const place = { assessmentId: id, trustId: trust.id };
    if (openRevision === null || !may(actor, 'handovers.read', place)) return { handed: [], own: [] };
    const { items } = await this.handOvers.list(actor, id, { limit: MOST });
    const current = items.filter((view) => isCurrent(view, openRevision));
    if (current.length === 0) return { handed: [], own: [] };
    const sections = await this.things.all(actor, id);
    const names = await this.names.lookUp(current.map(({ createdBy }) => createdBy));
    const by = ({ createdBy }: HandOverView): string => names.get(createdBy) ?? 'the service';
    const all = may(actor, 'handovers.read', { trustId: trust.id });
    const own = current.filter((view) => view.to.personId === actor.id && view.state !== 'declined');
    return {
      handed: all ? current.map((view) => handedTask(view, by(view), sections)) : [],
      own: own.map((view) => ownTask(view, by(view), sections)),
    };
  }
}

function isCurrent(view: HandOverView, openRevision: number): boolean {
  if (isUnderWay(view)) return true;
  const answered = view.state === 'returned' || view.state === 'declined';
  return answered && view.revision === openRevision && view.replacedById === null;
}

function handedTask(view: HandOverView, by: string, sections: readonly AskedSection[]): HandedTask {
  const { text, colour }: StateTag = tagOf(view);
  const { assessmentId, id, section, questionId, createdAt, wishedFor, reply } = view;
  const name = nameIn(view);
  const facts = [
    `Handed over on ${timeText(createdAt)} by ${by}`,
    ...(wishedFor === null ? [] : [`wished for by ${dayText(wishedFor)}`]),
  ];
  return {
    section,
    short: `${questionId === null ? 'With' : `${questionId} with`} ${name}`,
    name: `${thingIn(view, sections).name}, with ${name}`,
    href: pathOfHandOver(assessmentId, id),
    hint: `${facts.join(', ')}.${reply === null ? '' : ` They said: “${shortened(reply)}”`}`,
    state: text,
    colour,
  };
}

function ownTask(view: HandOverView, by: string, sections: readonly AskedSection[]): OwnTask {
  const { assessmentId, id, createdAt, wishedFor, message } = view;
  return {
    ...thingIn(view, sections),
    href: pathOfThing(view),
    path: pathOfHandOver(assessmentId, id),
    asked: `${by} asked you on ${timeText(createdAt)}${wishedFor === null ? '' : `, and would like it by ${dayText(wishedFor)}`}.`,
    message,
    underWay: isUnderWay(view),
  };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE).trimEnd()}…`;
}
