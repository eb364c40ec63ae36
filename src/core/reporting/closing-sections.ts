import type { ReportSection } from '../contracts/report.js';
import type { ReportInput } from './report-input.js';
import { percent } from './wording.js';

/** What is known about the tool itself. The product never assumes that it works. */
export function evidenceSection({ tool }: ReportInput): ReportSection {
  return {
    id: 'evidence',
    heading: `What is known about ${tool.name}`,
    blocks: [
      {
        type: 'paragraph',
        text: `This assessment is about the site. It says nothing about whether ${tool.name} works. Intended use: ${tool.intendedUse}`,
      },
      {
        type: 'table',
        caption: 'Evidence on record',
        columns: [
          { heading: 'Statement', width: 0.5 },
          { heading: 'Source and date', width: 0.32 },
          { heading: 'Status', width: 0.18 },
        ],
        rows: tool.evidence.map(({ says, source, date, status }) => [says, `${source}\n${date}`, status]),
        empty: 'No evidence is recorded for this tool.',
      },
      ...(tool.notes.length === 0 ? [] : [{ type: 'list' as const, items: tool.notes }]),
    ],
  };
}

/** Method and limits in plain words, with what is a judgement and what an estimate. */
export function methodSection({ instrument, scorecard }: ReportInput): ReportSection {
  const { method, sources } = instrument;
  const studies = sources.filter(({ usedFor }) => usedFor === 'themes');
  const others = sources.filter(({ usedFor }) => usedFor !== 'themes');
  return {
    id: 'method',
    heading: 'Method and limits',
    blocks: [
      {
        type: 'list',
        items: [
          'Every weight is a judgement of ours. The study justifies which themes exist, not what they weigh.',
          'Every effort, lead time and forecast is an estimate. No published source gives the days that a DPIA or a DCB0160 safety case takes alone.',
          'An answer that is not known counts as the worst value in a score and never passes a gate.',
          `Confidence in this scorecard is ${scorecard.confidenceBand.toLowerCase()} (${percent(scorecard.confidence)}): how much is known, times how well it is evidenced.`,
          'A small IT team lowers the index, lengthens the plan and raises the support. It is never a lower place in the queue.',
          `An index of ${String(method.stages.goLiveIndex)} is only one condition of go-live, beside every gate and every essential question. Frameworks are those of England.`,
        ],
      },
      {
        type: 'paragraph',
        text: `Barrier themes: ${studies.map(({ name, says }) => `${name}. ${says}`).join(' ')}`,
      },
      {
        type: 'table',
        caption: 'Sources behind times and forecast',
        columns: [
          { heading: 'Source', width: 0.4 },
          { heading: 'What it says', width: 0.6 },
        ],
        rows: others.map(({ id, name, says }) => [`${id} ${name}`, says]),
        empty: 'None.',
      },
    ],
  };
}
