import type { Response } from 'express';
import { Problem } from '../../platform/problem/problem.js';
import { HOME, type PageRenderer } from '../page-renderer.js';
import { pathOfAssessment } from './section-tasks.js';

/** What is read of an open revision; undefined once everything was submitted. @throws as `read`, but for `no-open-revision` */
export async function whileOpen<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
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
