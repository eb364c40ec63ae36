import type { BarriersView, BarrierView, QuestionBarrierView } from '../../portfolio/cohort-parts.dto.js';
import type { ChangeKind, CohortChanges } from '../../portfolio/cohort.dto.js';
import { dayText } from '../time-text.js';
import { sitesText } from './cohort-charts.js';
import type { DataTable } from './data-table.js';

/** Barriers that are said in sentences; all stand in the table. */
const SAID = 5;

const OWNERS: Readonly<Record<BarrierView['owner'], string>> = { vendor: 'You', trust: 'The trust', both: 'Both' };

/** What sites wait on together, in sentences and as tables. */
export interface BarrierWords {
  readonly sentences: readonly { readonly text: string; readonly href: string | null }[];
  readonly questions: DataTable;
  readonly themes: DataTable;
  readonly themeSentences: readonly string[];
}

/** @param hrefOf the list of the sites at which a gate is closed */
export function barrierWords({ questions, themes }: BarriersView, hrefOf: (gate: string) => string): BarrierWords {
  const counts = ({ sites, criticalSites, criticalWeeks, weeks, owner }: BarrierView): string[] => [
    ...[sites, criticalSites, criticalWeeks, weeks].map(String),
    OWNERS[owner],
  ];
  const headings = ['Sites', 'On the critical path', 'Critical weeks', 'Weeks of work', 'Whose turn'];
  const isGate = ({ gate }: QuestionBarrierView): boolean => gate !== null;
  return {
    sentences: questions.slice(0, SAID).map((barrier) => ({
      text: barrier.sentence,
      href: isGate(barrier) ? hrefOf(barrier.id) : null,
    })),
    questions: {
      caption: 'What sites wait on, by question',
      headings: ['Question', ...headings],
      rows: questions.map((barrier) => ({
        head: `${barrier.id} ${barrier.name}`,
        ...(isGate(barrier) && { note: 'a gate' }),
        cells: counts(barrier),
      })),
    },
    themes: {
      caption: 'What sites wait on, by theme of the study',
      headings: ['Theme', ...headings],
      rows: themes.map((barrier) => ({ head: `${barrier.id} ${barrier.name}`, cells: counts(barrier) })),
    },
    themeSentences: themes.slice(0, SAID).map(({ sentence }) => sentence),
  };
}

const KINDS: Readonly<Record<ChangeKind, string>> = {
  regressed: 'went back',
  'opened-gates': 'opened gates',
  'moved-stage': 'moved to another stage',
  lapsing: 'with evidence that lapses within 60 days',
};

/** What changed at the sites. */
export interface ChangeWords {
  readonly since: string;
  readonly summary: string;
  readonly groups: readonly {
    readonly heading: string;
    readonly more: number;
    readonly sites: readonly {
      readonly href: string;
      readonly name: string;
      readonly place: string;
      readonly text: string;
    }[];
  }[];
}

export function changeWords(
  { since, compared, newlyKnown, changed, groups }: CohortChanges,
  toolName: (id: string) => string,
): ChangeWords {
  const newly = newlyKnown === 0 ? '' : ` ${sitesText(newlyKnown)} had submitted nothing then and can be seen now.`;
  return {
    since: dayText(since),
    summary:
      compared === 0
        ? `Nothing was known of these sites on ${dayText(since)}.${newly}`
        : `Something changed at ${String(changed)} of ${sitesText(compared)} since ${dayText(since)}.${newly}`,
    groups: groups
      .filter(({ sites }) => sites > 0)
      .map(({ kind, sites, items }) => ({
        heading: `${sitesText(sites)} ${KINDS[kind]}`,
        more: sites - items.length,
        sites: items.map(({ deploymentId, site, trust, toolId, sentence, lapsing }) => ({
          href: `/portfolio/sites/${deploymentId}`,
          name: site.name,
          place: `${toolName(toolId)}, ${trust.name}`,
          text:
            kind === 'lapsing' || sentence === null
              ? `${lapsing.map(({ id, until }) => `${id} on ${dayText(until)}`).join('; ')}.`
              : sentence,
        })),
      })),
  };
}
