import { Injectable } from '@nestjs/common';
import { AssessmentsService } from '../../assessments/assessments.service.js';
import type { OfferedAnswer } from '../../assessments/offered-answers.dto.js';
import { OfferedAnswersService } from '../../assessments/offered-answers.service.js';
import type { AskedQuestion } from '../../assessments/section-to-fill.js';
import type { QuestionToFill } from '../../assessments/questions.service.js';
import { may } from '../../platform/access/decide.js';
import type { Actor } from '../../platform/actor/actor.js';
import type { FormFields } from '../../platform/http/takes-form.js';
import { Problem } from '../../platform/problem/problem.js';
import { RepliesService } from '../../statements/replies.service.js';
import type { AssessmentStatement } from '../../statements/statements.dto.js';
import { ToolsService } from '../../tools/tools.service.js';
import { errorsOf, type FormError } from '../forms.js';
import { dateText, dayText } from '../time-text.js';
import { givenOf, wordsOfAnswer } from './given-answer.js';
import { pathOfQuestion } from './section-tasks.js';

/** An answer that somebody else has given already, as the page shows it: nothing is typed twice, nothing counts unseen. */
export interface ShownOffer {
  readonly label: string;
  readonly lead: string;
  readonly words: string;
  readonly note?: string;
  readonly evidence?: string;
  /** What becomes of it, where there is nothing to decide */
  readonly state?: string;
  readonly action: string;
  /** Text of the button that takes it; left out where this reader decides nothing */
  readonly accept?: string;
  readonly dispute?: boolean;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

export type OfferOutcome = 'offer' | 'accepted' | 'disputed';

/** What stands on a question's page beside the own answer: what the trust said elsewhere, and what the vendor states. */
@Injectable()
export class QuestionOffers {
  constructor(
    private readonly assessments: AssessmentsService,
    private readonly offered: OfferedAnswersService,
    private readonly replies: RepliesService,
    private readonly tools: ToolsService,
  ) {}

  async of(actor: Actor, { asked, section: { section, deployment } }: QuestionToFill): Promise<ShownOffer[]> {
    const { assessmentId } = section;
    const action = `${pathOfQuestion(assessmentId, asked.question.id)}/offer`;
    if (asked.question.scope === 'trust') {
      const { items } = await this.offered.list(actor, assessmentId);
      return items
        .filter(({ questionId }) => questionId === asked.question.id)
        .map((offer) => this.fromElsewhere(asked, offer, action));
    }
    if (asked.question.scope !== 'tool' || !may(actor, 'statements.read')) return [];
    const mayDecide = may(actor, 'statements.answer', { trustId: deployment.trust.id, assessmentId });
    const { items } = await this.replies.list(actor, assessmentId);
    return items
      .filter(({ statement, standing }) => statement.questionId === asked.question.id && CURRENT.includes(standing))
      .map((one) => stated(asked, one, action, mayDecide));
  }

  /** Ids of those of some questions for which something is offered or stated and not yet decided. */
  async open(actor: Actor, assessmentId: string, questions: readonly AskedQuestion[]): Promise<ReadonlySet<string>> {
    const asks = (scope: string): boolean => questions.some(({ question }) => question.scope === scope);
    // most sections ask nothing that anybody could have answered before: nothing is read for them
    const items = asks('trust') ? (await this.offered.list(actor, assessmentId)).items : [];
    const isStated = asks('tool') && may(actor, 'statements.read');
    const statements = isStated ? (await this.replies.list(actor, assessmentId)).items : [];
    return new Set([
      ...items.map(({ questionId }) => questionId),
      ...statements.flatMap(({ statement, standing }) => (standing === 'waiting' ? [statement.questionId] : [])),
    ]);
  }

  /** Does what a button of an offer says. @returns what was done, or what is wrong with the form */
  async decide(
    actor: Actor,
    assessmentId: string,
    questionId: string,
    fields: FormFields,
  ): Promise<OfferOutcome | readonly FormError[]> {
    const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name].trim() : '');
    try {
      if (text('snapshotId') !== '') {
        await this.offered.confirm(actor, assessmentId, questionId, text('snapshotId'));
        return 'offer';
      }
      if (text('statementId') === '') return [{ field: '', text: 'Choose what to do, and press its button' }];
      await this.refuseOthers(actor, assessmentId);
      if (text('decision') !== 'dispute') {
        await this.replies.accept(actor, assessmentId, text('statementId'));
        return 'accepted';
      }
      const reason = text('reason');
      if (reason === '') return [{ field: 'reason', text: 'Say why the statement does not hold here' }];
      if (reason.length > LONGEST_REASON) {
        return [{ field: 'reason', text: `Say it in at most ${String(LONGEST_REASON)} characters` }];
      }
      await this.replies.dispute(actor, assessmentId, text('statementId'), reason);
      return 'disputed';
    } catch (error) {
      if (!(error instanceof Problem) || !TOLD.includes(error.code)) throw error;
      return errorsOf(error).map(({ text: told }) => ({ field: '', text: told }));
    }
  }

  /** The page is for everybody who answers; a statement is for the lead to answer. @throws Problem `forbidden` */
  private async refuseOthers(actor: Actor, assessmentId: string): Promise<void> {
    const { trust } = await this.assessments.get(actor, assessmentId);
    if (may(actor, 'statements.answer', { trustId: trust.id, assessmentId })) return;
    throw new Problem('forbidden', 'Your trust lead accepts or disputes what the vendor states.');
  }

  private fromElsewhere({ question }: AskedQuestion, { answer, source }: OfferedAnswer, action: string): ShownOffer {
    const items = (answer.evidence ?? []) as readonly Readonly<Record<string, string | undefined>>[];
    return {
      label: 'An answer that your trust gave before',
      lead: `Your trust answered this for ${this.tools.nameOf(source.toolId)} at ${source.site}, submitted on ${dateText(source.submittedAt)}. Is it still so?`,
      words: wordsOfAnswer(question, givenOf(question, answer)),
      ...(typeof answer.note === 'string' && { note: `Note: “${answer.note}”` }),
      ...(items.length > 0 && {
        evidence: `Evidence that comes with it, to be checked anew: ${items.map(itemText).join('; ')}.`,
      }),
      action,
      accept: 'It is still so: use this answer',
      fields: [{ name: 'snapshotId', value: source.snapshotId }],
    };
  }
}

const LONGEST_REASON = 1000;
const CURRENT: readonly string[] = ['waiting', 'accepted', 'disputed'];
/** What somebody can mend or has to know, and not an error of the page */
const TOLD: readonly string[] = ['conflict', 'statement-not-current', 'invalid-answers', 'invalid-request'];

function stated(
  { question }: AskedQuestion,
  { statement, standing, reply }: AssessmentStatement,
  action: string,
  mayDecide: boolean,
): ShownOffer {
  const { productVersion, statedOn, note, answer, id } = statement;
  const waiting = standing === 'waiting';
  return {
    label: 'What the vendor states',
    lead: `The vendor stated this on ${dayText(statedOn)} of version ${productVersion}. It counts only if your trust lead accepts it.`,
    words: wordsOfAnswer(question, givenOf(question, answer)),
    ...(note !== null && { note: `The vendor adds: “${note}”` }),
    ...(waiting && !mayDecide && { state: 'Your trust lead decides whether it holds here.' }),
    ...(standing === 'accepted' && { state: 'Your trust accepted it.' }),
    ...(standing === 'disputed' && { state: `Your trust disputed it: “${reply?.reason ?? ''}”` }),
    action,
    ...(waiting && mayDecide && { accept: 'Accept it as our answer', dispute: true }),
    fields: [{ name: 'statementId', value: id }],
  };
}

function itemText({ title = '', date }: Readonly<Record<string, string | undefined>>): string {
  return date === undefined ? title : `${title} (dated ${dayText(date)})`;
}
