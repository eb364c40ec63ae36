import type { Catalogue } from '../core/instrument/catalogue.js';
import type { CompiledInstrument } from '../core/instrument/compile.js';
import { stillAnswers } from '../core/instrument/compare-versions.js';
import { readAnswers } from '../core/scoring/check-answers.js';
import { InputReader } from '../core/scoring/input-reader.js';
import { answerText } from '../core/scoring/sentences.js';
import type { DeploymentView } from '../deployments/deployments.dto.js';
import type { Actor } from '../platform/actor/actor.js';
import type { WriteScope } from '../platform/database/unit-of-work.js';
import { invalidAnswers } from '../platform/problem/problem.js';
import type { AssessmentEntity } from './assessment.entity.js';
import { readContent, type ContentItem } from './content.js';
import type { RevisionEntity } from './revision.entity.js';
import { sectionsOf } from './revisions.js';
import { SectionEntity } from './section.entity.js';
import type { StoredAnswer } from './sections.dto.js';
import { storeAnswers } from './store-answers.js';

const LONGEST_NOTE = 4000;

/** What becomes of an answer under another version of the instrument. */
export interface Carried {
  readonly questionId: string;
  /**
   * - `kept`: the question is asked with the same answers
   * - `reopened`: it is asked with other answers: it is not known until somebody confirms it
   * - `dropped`: it is not asked any more
   */
  readonly fate: 'kept' | 'reopened' | 'dropped';
  /** The answer as it was, in the old question's words */
  readonly former: string;
  /** As it is to be stored; undefined where it is dropped */
  readonly answer: StoredAnswer | undefined;
}

/** What becomes of each answer. Nothing is changed. */
export function carriedAnswers(
  content: readonly ContentItem[],
  before: CompiledInstrument,
  after: CompiledInstrument,
): Carried[] {
  const { answers } = readStored(content, before);
  return content.map(({ questionId, answer }) => {
    const [old, now] = [before.byId.get(questionId), after.byId.get(questionId)];
    const former = old === undefined ? '' : answerText(old.question, answers.get(questionId));
    if (now === undefined) return { questionId, fate: 'dropped', former, answer: undefined };
    const type = answers.get(questionId)?.type ?? 'not-known';
    if (old !== undefined && stillAnswers(type, old.question, now)) {
      return { questionId, fate: 'kept', former, answer };
    }
    const version = before.instrument.version;
    return { questionId, fate: 'reopened', former, answer: reopened(answer, former, version) };
  });
}

/** Not known until somebody says so again; what was said stands in the note, and the evidence stays. */
function reopened({ evidence, note }: StoredAnswer, former: string, version: string): StoredAnswer {
  const said = `To be confirmed. Answered by version ${version} of the questions: ${former}`;
  const whole = typeof note === 'string' ? `${said}\nNote then: ${note}` : said;
  return { notKnown: true, note: whole.slice(0, LONGEST_NOTE), ...(evidence !== undefined && { evidence }) };
}

/** A revision whose answers were given by `from` and are to be by `to`, in somebody's write. */
export interface Carrying {
  readonly assessment: AssessmentEntity;
  readonly revision: RevisionEntity;
  readonly deployment: DeploymentView;
  readonly from: Catalogue;
  readonly to: Catalogue;
}

/**
 * Gives the answers of a revision the form that another version of the instrument asks for, and the revision its sections.
 *
 * @returns what became of each answer
 * @throws Problem `invalid-answers`
 */
export async function carryAnswers(scope: WriteScope, actor: Actor, carrying: Carrying): Promise<readonly Carried[]> {
  const { manager } = scope;
  const { assessment, revision, deployment, from, to } = carrying;
  const { toolId, use } = deployment;
  const [before, after] = [from.compiled(toolId, use), to.compiled(toolId, use)];
  const content = await readContent(manager, revision.id);
  const carried = carriedAnswers(content, before, after);
  const reader = new InputReader();
  const raw = carried.flatMap(({ questionId, answer }) =>
    answer === undefined ? [] : [[questionId, answer] as const],
  );
  const answers = readAnswers(reader, Object.fromEntries(raw), '/answers', after);
  if (reader.defects.length > 0) throw invalidAnswers(reader.defects);
  const wanted = to.instrument.domains.map(({ code }) => code);
  const rows = await sectionsOf(manager, revision.id);
  for (const code of new Set([...wanted, ...rows.map((row) => row.code)])) {
    const section = rows.find((row) => row.code === code) ?? { ...NEW_SECTION, revisionId: revision.id, code };
    const own = [...answers].filter(([id]) => after.byId.get(id)?.question.domain === code);
    const stored = content.filter((item) => item.section === code);
    await storeAnswers(manager, actor, { assessment, revision, section, content: stored }, new Map(own));
    if (!wanted.includes(code)) await manager.delete(SectionEntity, { revisionId: revision.id, code });
    else if (!rows.includes(section)) await manager.insert(SectionEntity, section);
  }
  return carried;
}

/** What an event keeps of it: ids, and no answer. */
export function carriedData(
  { instrumentVersion: from }: Pick<RevisionEntity, 'instrumentVersion'>,
  { instrumentVersion: to }: Pick<RevisionEntity, 'instrumentVersion'>,
  carried: readonly Carried[],
): Readonly<Record<string, unknown>> {
  const idsOf = (fate: Carried['fate']): string[] =>
    carried.filter((one) => one.fate === fate).map(({ questionId }) => questionId);
  return { from, to, reopened: idsOf('reopened'), dropped: idsOf('dropped') };
}

const NEW_SECTION = { version: 1, updatedAt: null, updatedBy: null } as const;

function readStored(
  content: readonly ContentItem[],
  compiled: CompiledInstrument,
): { answers: ReturnType<typeof readAnswers> } {
  const known = content.filter(({ questionId }) => compiled.byId.has(questionId));
  const raw = Object.fromEntries(known.map(({ questionId, answer }) => [questionId, answer]));
  return { answers: readAnswers(new InputReader(), raw, '/answers', compiled) };
}
