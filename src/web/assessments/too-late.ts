import type { Response } from 'express';
import type { SectionToFill } from '../../assessments/section-to-fill.js';
import type { SectionsService } from '../../assessments/sections.service.js';
import type { Actor } from '../../platform/actor/actor.js';
import { Problem } from '../../platform/problem/problem.js';
import { HOME, type PageRenderer } from '../page-renderer.js';
import { pathOfAssessment } from './section-tasks.js';

/** A section to fill in; undefined once everything was submitted. @throws Problem `not-found` */
export async function openSection(
  sections: SectionsService,
  actor: Actor,
  assessmentId: string,
  code: string,
): Promise<SectionToFill | undefined> {
  try {
    return await sections.toFill(actor, assessmentId, code);
  } catch (error) {
    if (error instanceof Problem && error.code === 'no-open-revision') return undefined;
    throw error;
  }
}

/** Tells somebody that everything was submitted before they saved, with what they had typed. */
export function sendTooLate(
  pages: PageRenderer,
  response: Response,
  assessmentId: string,
  typed: readonly { readonly name: string; readonly text: string }[],
): void {
  pages.send(response.status(409), 'pages/assessment/too-late', {
    title: 'It was submitted before you saved',
    trail: [HOME],
    back: pathOfAssessment(assessmentId),
    typed: typed.map(({ name, text }) => ({ key: { text: name }, value: { text } })),
  });
}
