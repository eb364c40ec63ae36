import type { SupportPlan } from '../contracts/plan.js';
import type { ReportSection } from '../contracts/report.js';
import { percent } from './figures.js';
import { rolesInPlan } from './owners-section.js';
import type { Phrases } from './phrases.js';
import type { ReportInput } from './report-input.js';
import { capitalised } from '../contracts/words.js';

/** What is known about the tool itself. The product never assumes that it works. */
export function evidenceSection({ tool }: ReportInput, { say }: Phrases): ReportSection {
  return {
    id: 'evidence',
    heading: say('evidence.heading', { tool: tool.name }),
    blocks: [
      { type: 'paragraph', text: say('evidence.introduction', { tool: tool.name, intendedUse: tool.intendedUse }) },
      {
        type: 'table',
        caption: say('evidence.caption'),
        columns: [
          { heading: say('evidence.column-statement'), width: 0.5 },
          { heading: say('evidence.column-source'), width: 0.32 },
          { heading: say('evidence.column-status'), width: 0.18 },
        ],
        rows: tool.evidence.map(({ says, source, date, status }) => [says, `${source}\n${date}`, status]),
        empty: say('evidence.empty'),
      },
      ...(tool.notes.length === 0 ? [] : [{ type: 'list' as const, items: tool.notes }]),
    ],
  };
}

/** Method and limits in plain words, with what is a judgement and what an estimate. */
export function methodSection({ instrument, scorecard }: ReportInput, { say, list }: Phrases): ReportSection {
  const { method, sources } = instrument;
  const studies = sources.filter(({ usedFor }) => usedFor === 'themes');
  const others = sources.filter(({ usedFor }) => usedFor !== 'themes');
  const { siteFactor, factorRange } = method.forecast;
  return {
    id: 'method',
    heading: say('method.heading'),
    blocks: [
      {
        type: 'list',
        items: list('method.limits', {
          confidence: scorecard.confidenceBand.toLowerCase(),
          share: percent(scorecard.confidence),
          goLiveIndex: method.stages.goLiveIndex,
          median: siteFactor.median,
          low: factorRange[0],
          high: factorRange[1],
        }),
      },
      {
        type: 'paragraph',
        text: say('method.themes', {
          studies: studies.map(({ name, says }) => say('method.study', { name, says })).join(' '),
        }),
      },
      {
        type: 'table',
        caption: say('method.caption'),
        columns: [
          { heading: say('method.column-source'), width: 0.4 },
          { heading: say('method.column-says'), width: 0.6 },
        ],
        rows: others.map(({ id, name, says }) => [`${id} ${name}`, says]),
        empty: say('method.empty'),
      },
    ],
  };
}

export function glossarySection({ wording }: ReportInput, { say }: Phrases): ReportSection {
  return {
    id: 'glossary',
    heading: say('glossary.heading'),
    blocks: [
      {
        type: 'table',
        caption: say('glossary.caption'),
        columns: [
          { heading: say('glossary.column-term'), width: 0.26 },
          { heading: say('glossary.column-meaning'), width: 0.74 },
        ],
        rows: wording.glossary.map(({ term, meaning }) => [term, meaning]),
        empty: '',
      },
    ],
  };
}

/** Where those who take the plan on sign, by hand: who answers for it, and who owns an action in it. */
export function signOffSection(report: ReportInput, plan: SupportPlan, { say, list }: Phrases): ReportSection {
  const accountable = list('sign-off.roles');
  const owners = rolesInPlan(report, plan).flatMap(({ name, owns }) => (owns.length === 0 ? [] : [capitalised(name)]));
  const roles = [...new Set([...accountable, ...owners])];
  const toFillIn = say('words.to-fill-in');
  return {
    id: 'sign-off',
    heading: say('sign-off.heading'),
    blocks: [
      {
        type: 'paragraph',
        text: plan.actions.length === 0 ? say('sign-off.introduction-none') : say('sign-off.introduction'),
      },
      {
        type: 'table',
        caption: say('sign-off.caption'),
        columns: [
          { heading: say('sign-off.column-role'), width: 0.3 },
          { heading: say('sign-off.column-name'), width: 0.26, toFillIn },
          { heading: say('sign-off.column-signature'), width: 0.28, toFillIn },
          { heading: say('sign-off.column-date'), width: 0.16, toFillIn },
        ],
        rows: roles.map((role) => [role, '', '', '']),
        empty: '',
        toFillIn: true,
      },
    ],
  };
}
