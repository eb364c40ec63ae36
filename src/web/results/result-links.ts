import type { PageLink } from '../page-renderer.js';

type LinkName = 'scorecard' | 'plan' | 'planPdf' | 'explanation' | 'explanationData' | 'sensitivityData';

/** The pages of one submission's result, and what programs read of it. */
export function linksOf(snapshotId: string): Record<LinkName, PageLink> {
  const [page, api] = [`/snapshots/${snapshotId}`, `/api/v1/snapshots/${snapshotId}`];
  return {
    scorecard: { href: `${page}/scorecard`, text: 'Scorecard' },
    plan: { href: `${page}/plan`, text: 'Support plan' },
    planPdf: { href: `${api}/plan.pdf`, text: 'Support plan as PDF' },
    explanation: { href: `${page}/explanation`, text: 'How every number comes about' },
    explanationData: { href: `${api}/explanation`, text: 'The same for programs, as JSON' },
    sensitivityData: { href: `${api}/sensitivity`, text: 'These numbers for programs, as JSON' },
  };
}

/** Where a plan's page tells of one action. @param plan address of the page; empty on the page itself */
export function actionAnchor(actionId: string, plan = ''): string {
  return `${plan}#action-${actionId}`;
}

/** Where the page of numbers tells of one question. */
export function numbersOf(snapshotId: string, questionId: string): string {
  return `${linksOf(snapshotId).explanation.href}#${questionId}`;
}

/** Where the vendor is asked about one action of an assessment's plan. */
export function askAboutAction(assessmentId: string, actionId: string): string {
  return `/assessments/${assessmentId}/concerns/new?${new URLSearchParams({ action: actionId }).toString()}`;
}

/** Where the plan of an assessment is carried out. */
export function carryOutPlan(assessmentId: string): string {
  return `/assessments/${assessmentId}/actions`;
}

/** Where two submissions of an assessment are laid side by side. */
export function compareSubmissions(assessmentId: string, from: number, to: number): string {
  return `/assessments/${assessmentId}/compare?from=${String(from)}&to=${String(to)}`;
}
