import type { LabelledText, ReportModel } from '../contracts/report.js';
import type { Scorecard } from '../contracts/scorecard.js';
import { listed } from '../contracts/words.js';
import { answersSection } from './answers-section.js';
import { evidenceSection, methodSection } from './closing-sections.js';
import { actionsSections, datesSection, dateText, forecastText } from './plan-sections.js';
import type { ReportInput } from './report-input.js';
import { checksSection, domainsSection, gatesSection } from './scorecard-sections.js';
import { counted, percent, readableDate, roughly, score, VERDICTS } from './wording.js';

/** Obstacles that the summary names before it counts the rest. */
const NAMED_OBSTACLES = 3;
const FINGERPRINT_SHOWN = 12;

/** The support plan, or the scorecard alone when there is no plan, as a document. All sentences and numbers are final. */
export function buildReport(report: ReportInput): ReportModel {
  const { scorecard, plan, input, tool, instrument, fingerprint } = report;
  const site = input.site?.name ?? 'a site without a name';
  const organisation = input.site?.organisation;
  const what = plan === undefined ? 'Scorecard' : 'Support plan';
  return {
    version: 1,
    language: 'en-GB',
    title: `${what}: ${tool.name} at ${site}`,
    subtitle: [
      ...(organisation === undefined ? [] : [organisation]),
      `As of ${readableDate(scorecard.asOf)}`,
      `${input.context.use} use`,
    ].join(' · '),
    headline: scorecard.headline,
    warning: scorecard.inUseWithoutClearance,
    summary: summary(report),
    sections: [
      ...(plan === undefined ? [] : [datesSection(plan, instrument.method.forecast.rePlanAfterYears)]),
      gatesSection(report),
      domainsSection(report),
      ...checksSection(report),
      ...(plan === undefined ? [] : actionsSections(report, plan)),
      answersSection(report),
      evidenceSection(report),
      methodSection(report),
    ],
    footer: {
      left: `${input.site?.code ?? 'No organisation code'} · ${instrument.id} ${instrument.version}${instrument.status === 'draft' ? ' (draft)' : ''}`,
      fingerprint: fingerprint.slice(0, FINGERPRINT_SHOWN),
    },
    date: scorecard.asOf,
  };
}

function summary({ scorecard, plan, instrument }: ReportInput): LabelledText[] {
  const { index, stage, verdicts, answered } = scorecard;
  const years = instrument.method.forecast.rePlanAfterYears;
  const rows: LabelledText[] = [
    { label: 'Stage', text: `${String(stage.number)} of 4, ${stage.name}` },
    { label: 'Readiness index', text: indexText(index, answered.unknown) },
    { label: 'Can you decide on this tool?', text: decideText(scorecard) },
    { label: 'Can you deploy it?', text: VERDICTS[verdicts.deploy] },
    {
      label: 'How much is known',
      text: `${String(answered.known)} of ${counted(answered.applicable, 'question')} (${percent(scorecard.completeness)} by weight); confidence ${scorecard.confidenceBand.toLowerCase()}`,
    },
    {
      label: 'Capacity of the team',
      text: scorecard.capacityKnown
        ? `${score(100 * scorecard.capacity)} of 100; a small team gets more support, not a lower place`
        : 'Team not known: ask',
    },
  ];
  if (plan === undefined) return rows;
  rows.push({
    label: 'Support',
    text: `${plan.tier}: about ${counted(roughly(plan.vendorHours), 'hour')} of the vendor's time`,
  });
  const goLive = plan.dates.find((date) => date.stage === 3);
  if (goLive !== undefined) {
    rows.push(
      { label: 'Cleared for go-live, if nothing slips', text: dateText(goLive, 'ifNothingSlips', years) },
      {
        label: 'Cleared for go-live, as forecast',
        text: forecastText(goLive, years),
      },
    );
  }
  return rows;
}

/** The verdict, and the first questions of the decide phase that stand in its way. */
function decideText({ verdicts, findings, gates }: Scorecard): string {
  const verdict = VERDICTS[verdicts.decide];
  const open = new Set(gates.filter(({ state }) => state === 'failed' || state === 'not-known').map(({ id }) => id));
  const inTheWay = findings.filter(
    ({ id, phase, essentialMet }) => phase === 'decide' && (open.has(id) || !essentialMet),
  );
  if (verdicts.decide === 'yes' || inTheWay.length === 0) return verdict;
  const names = inTheWay.slice(0, NAMED_OBSTACLES).map(({ id, subject }) => `${id} ${subject}`);
  const rest = inTheWay.length - names.length;
  const all = listed(rest > 0 ? [...names, `${String(rest)} more`] : names);
  return `${verdict}: ${all} ${inTheWay.length === 1 ? 'comes' : 'come'} first`;
}

function indexText(index: ReportInput['scorecard']['index'], unknown: number): string {
  const bound = unknown === 0 ? '' : `, could be ${score(index.upper)}`;
  return `${score(index.value)} of 100${bound}: ${index.band}${index.provisional ? ', provisional' : ''}`;
}
