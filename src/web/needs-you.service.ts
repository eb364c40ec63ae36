import { Injectable } from '@nestjs/common';
import { ConcernNews, type AnsweredConcern } from '../concerns/concern-news.js';
import { HandOverNews, type HandOverNote } from '../handovers/hand-over-news.js';
import type { Actor } from '../platform/actor/actor.js';
import { ToolsService } from '../tools/tools.service.js';
import { pathOfConcern, subjectOf } from './concerns/concern-words.js';
import { pathOfHandOver, pathOfThing } from './hand-overs/hand-over-words.js';
import { dayText } from './time-text.js';

/** A link to something that waits for somebody, or is new. */
interface Need {
  readonly href: string;
  readonly text: string;
  readonly hint: string | null;
}

/** What waits for whoever opens the first page, and what is new since last week. */
export interface Needs {
  readonly needs: readonly Need[];
  readonly news: readonly Need[];
}

/** Gathers what somebody is to do, or to know, in as many looks at the database however much there is. */
@Injectable()
export class NeedsYou {
  constructor(
    private readonly concerns: ConcernNews,
    private readonly handOvers: HandOverNews,
    private readonly tools: ToolsService,
  ) {}

  async of(actor: Actor): Promise<Needs> {
    const [waiting, answered, notes] = await Promise.all([
      this.concerns.waiting(actor),
      this.concerns.answeredTo(actor),
      this.handOvers.of(actor),
    ]);
    return {
      needs: [
        ...(waiting === 0 ? [] : [inboxNeed(waiting)]),
        ...notes.asked.map((note) => this.askedNeed(note)),
        ...notes.declined.map((note) => this.endedNeed(note, 'cannot answer')),
        ...answered.map(answeredNeed),
      ],
      news: notes.returned.map((note) => this.endedNeed(note, 'has finished')),
    };
  }

  /** What the vendor answered in one assessment. */
  async answeredIn(actor: Actor, assessmentId: string): Promise<readonly Need[]> {
    const answered = await this.concerns.answeredIn(actor, assessmentId);
    return answered.map((concern) => ({ ...answeredNeed(concern), hint: null }));
  }

  private askedNeed(note: HandOverNote): Need {
    const wished = note.wishedFor === null ? '' : `, wished for by ${dayText(note.wishedFor)}`;
    return {
      href: pathOfThing(note),
      text: `${note.who ?? 'A colleague'} asks you to answer ${this.thing(note)}`,
      hint: `${note.place}${wished}`,
    };
  }

  private endedNeed(note: HandOverNote, end: string): Need {
    return {
      href: pathOfHandOver(note.assessmentId, note.id),
      text: `${note.who ?? 'A colleague'} ${end} ${this.thing(note)}`,
      hint: note.place,
    };
  }

  private thing({ section, questionId }: HandOverNote): string {
    return questionId === null ? this.tools.sectionName(section) : `question ${questionId}`;
  }
}

function answeredNeed(concern: AnsweredConcern): Need {
  return {
    href: pathOfConcern(concern),
    text: `The vendor answered: ${subjectOf(concern)}`,
    hint: concern.place,
  };
}

function inboxNeed(count: number): Need {
  const text = count === 1 ? '1 question or concern waits' : `${String(count)} questions and concerns wait`;
  return { href: '/concerns?state=open', text: `${text} for your answer`, hint: null };
}
