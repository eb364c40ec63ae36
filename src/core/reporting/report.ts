import type { PlannedAction } from '../contracts/plan.js';
import type { ReportedAction, ReportModel, ReportSection } from '../contracts/report.js';
import { actionLabel } from './action-names.js';
import { actionsSections } from './actions-section.js';
import { answersSection } from './answers-section.js';
import { changesSection } from './changes-section.js';
import { evidenceSection, glossarySection, methodSection, signOffSection } from './closing-sections.js';
import { datesSection } from './dates-section.js';
import { readableDate } from './figures.js';
import { firstPage, summary } from './first-page.js';
import { checksSection, gatesSection } from './gates-section.js';
import { phrasesOf, type Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';
import { domainsSection } from './scores-section.js';
import { timelineSection } from './timeline-section.js';

const FINGERPRINT_SHOWN = 12;

/** The support plan, or the scorecard alone when there is no plan, as a document. All sentences and numbers are final. */
export function buildReport(report: ReportInput): ReportModel {
  const { scorecard, plan, input, tool, identity } = report;
  const phrases = phrasesOf(report.wording);
  const { say } = phrases;
  const names = { tool: tool.name, site: input.site?.name ?? say('first-page.site-without-name') };
  const organisation = input.site?.organisation;
  return {
    version: 1,
    language: 'en-GB',
    title: plan === undefined ? say('first-page.title-scorecard', names) : say('first-page.title-plan', names),
    subtitle: [
      ...(organisation === undefined ? [] : [organisation]),
      say('first-page.as-of', { date: readableDate(scorecard.asOf) }),
      say('first-page.use', { use: input.context.use }),
      ...(input.context.productVersion === undefined
        ? []
        : [say('first-page.version', { version: input.context.productVersion })]),
    ].join(' · '),
    notice:
      identity.supersededOn === undefined
        ? null
        : say('first-page.superseded', { date: readableDate(identity.supersededOn) }),
    headline: scorecard.headline,
    warning: scorecard.inUseWithoutClearance,
    summary: summary(report, phrases),
    firstPage: plan === undefined ? [] : firstPage(report, plan, phrases),
    sections: sections(report, phrases),
    ...(plan !== undefined && { actions: plan.actions.map(reported) }),
    footer: { left: footer(report, phrases), fingerprint: identity.fingerprint.slice(0, FINGERPRINT_SHOWN) },
    date: scorecard.asOf,
  };
}

function reported(action: PlannedAction): ReportedAction {
  return { id: action.id, label: actionLabel(action), owner: action.ownerName, helpers: action.helpers };
}

function sections(report: ReportInput, phrases: Phrases): ReportSection[] {
  const { plan } = report;
  const results = [gatesSection(report, phrases), domainsSection(report, phrases), ...checksSection(report, phrases)];
  const closing = [
    answersSection(report, phrases),
    evidenceSection(report, phrases),
    methodSection(report, phrases),
    glossarySection(report, phrases),
  ];
  if (plan === undefined) return [...results, ...closing];
  return [
    ...datesSection(report, plan, phrases),
    ...changesSection(report, plan, phrases),
    ...results,
    ...timelineSection(report, plan, phrases),
    ...actionsSections(report, plan, phrases),
    ...closing,
    signOffSection(report, plan, phrases),
  ];
}

function footer({ input, instrument, identity }: ReportInput, { say }: Phrases): string {
  const { id, version, status } = instrument;
  return [
    input.site?.code ?? say('words.no-code'),
    ...(identity.planId === undefined ? [] : [say('words.plan-id', { plan: identity.planId })]),
    status === 'draft' ? say('words.instrument-draft', { id, version }) : say('words.instrument', { id, version }),
    ...(identity.supersededOn === undefined ? [] : [say('words.superseded')]),
  ].join(' · ');
}
