import type { CompiledDomain } from '../core/instrument/compile.js';
import type { Actor } from '../platform/actor/actor.js';
import { may, onlyQuestions } from '../platform/access/decide.js';
import type { Permission } from '../platform/access/permissions.js';
import { Problem } from '../platform/problem/problem.js';
import type { AssessmentEntity } from './assessment.entity.js';
import { answersOf } from './content.js';
import type { OpenSection } from './open-section.js';
import { changedQuestions } from './store-answers.js';

type Assessment = Pick<AssessmentEntity, 'id' | 'trustId'>;

/** Ids of the questions of a section that somebody was asked one by one; undefined where it is not only those. */
function ownQuestions(
  actor: Actor,
  permission: Permission,
  { id: assessmentId, trustId }: Assessment,
  code: string,
): ReadonlySet<string> | undefined {
  return onlyQuestions(actor, permission, { assessmentId, trustId }, code);
}

/** A section as far as somebody may see how far it is; undefined for nothing of it. */
export function ownPart(actor: Actor, assessment: Assessment, domain: CompiledDomain): CompiledDomain | undefined {
  const { code } = domain.domain;
  const { id: assessmentId, trustId } = assessment;
  if (!may(actor, 'revision.read', { assessmentId, trustId }, code)) return undefined;
  return limited(domain, ownQuestions(actor, 'revision.read', assessment, code));
}

/** A section with the questions that somebody may read, for whom the guard let through. */
export function forReader(actor: Actor, open: OpenSection): OpenSection {
  const own = ownQuestions(actor, 'answers.read', open.assessment, open.section.code);
  if (own === undefined) return open;
  const content = open.content.filter(({ questionId }) => own.has(questionId));
  return { ...open, domain: limited(open.domain, own), content };
}

/**
 * All answers of a section, of which somebody sent those that are theirs to give: the others stay.
 *
 * @throws Problem `forbidden` for an answer to another question
 */
export function withOthers(
  actor: Actor,
  open: OpenSection,
  sent: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const own = ownQuestions(actor, 'answers.write', open.assessment, open.section.code);
  if (own === undefined) return sent;
  if (Object.keys(sent).some((id) => !own.has(id))) throw notAsked(own);
  return { ...answersOf(open.content.filter(({ questionId }) => !own.has(questionId))), ...sent };
}

/** However a section was changed: nobody changes questions of it that they were not asked. @throws Problem `forbidden` */
export function assertOwnChange(actor: Actor, before: OpenSection, after: OpenSection): void {
  const own = ownQuestions(actor, 'answers.write', before.assessment, before.section.code);
  if (own === undefined) return;
  if (changedQuestions(before.content, after.content).some((id) => !own.has(id))) throw notAsked(own);
}

function limited(domain: CompiledDomain, own: ReadonlySet<string> | undefined): CompiledDomain {
  return own === undefined ? domain : { ...domain, questions: domain.questions.filter(({ id }) => own.has(id)) };
}

function notAsked(own: ReadonlySet<string>): Problem {
  return new Problem(
    'forbidden',
    `Of this section you were asked ${[...own].sort().join(', ')} only. Nothing was stored.`,
  );
}
