import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CATALOGUE } from '../../src/tools/catalogue-token.js';
import type { Catalogue } from '../../src/core/instrument/catalogue.js';
import { phrasesOf } from '../../src/core/reporting/phrases.js';
import { operator } from '../../src/platform/actor/actor.js';
import type { CohortReportInput } from '../../src/portfolio/cohort-report-input.js';
import { cohortReport } from '../../src/portfolio/cohort-report.js';
import { CohortService } from '../../src/portfolio/cohort.service.js';
import { PlannerService } from '../../src/portfolio/planner.service.js';
import type { PortfolioItem } from '../../src/portfolio/portfolio.dto.js';
import { PortfolioService } from '../../src/portfolio/portfolio.service.js';
import { renderPdf } from '../../src/rendering/pdf/render-pdf.js';
import { requireWording } from '../../src/wording/load-wording.js';
import { smallCohort } from '../support/cohort.js';
import { findTags, readPdf, type PdfReading } from '../support/pdf.js';
import { startService, type TestService } from '../support/service.js';

/* However much there is to say of a site: two pages on all sites, then one page for each. */

/** As it goes out, without its class */
type Plain<T> = { [Property in keyof T]: T[Property] };
const plain = <T extends object>(value: T): Plain<T> => value;

let service: TestService;
let catalogue: Catalogue;
let few: CohortReportInput;

const reader = operator('tests');

beforeAll(async () => {
  service = await startService();
  await smallCohort(service);
  catalogue = service.app.get(CATALOGUE);
  few = {
    items: (await service.app.get(PortfolioService).list(reader, { limit: 200 })).items,
    summary: await service.app.get(PortfolioService).summary(reader, {}),
    cohort: await service.app.get(CohortService).cohort(reader, { limit: 1 }),
    allocation: await service.app.get(PlannerService).allocation(reader, {}),
    filters: [],
    instrument: catalogue.instrument,
    toolName: (id) => catalogue.tools.find((tool) => tool.id === id)?.name ?? id,
    phrases: phrasesOf(requireWording()),
  };
});

afterAll(() => service.stop());

const read = async (input: CohortReportInput): Promise<PdfReading> => readPdf(await renderPdf(cohortReport(input)));
const seen = ({ pages }: PdfReading): string[] => pages.map((page) => page.seen.replace(/\s+/g, ' '));
const longest = (texts: readonly string[]): string => [...texts].sort((a, b) => b.length - a.length)[0] ?? '';
/** As long as names can be */
const longName = (words: string): string => words.repeat(20).slice(0, 199).trim();

/** A site of which there is as much to say as there can be: every gate closed, many actions, the longest names. */
function crowded(item: PortfolioItem, number: number): PortfolioItem {
  const { questions, actions } = catalogue.instrument;
  const gates = questions.flatMap(({ id, gate }) => (gate === undefined ? [] : [id]));
  const title = longest(actions.map((action) => action.title));
  const subject = longest(questions.map((question) => question.subject));
  const waiting = (id: string): object => {
    return {
      id,
      title,
      clears: gates[0],
      vendorHours: 112,
      vendorRole: 'integration engineer',
      days: 200,
      since: '2026-01-05',
    };
  };
  return {
    ...plain(item),
    deploymentId: `crowded-${String(number)}`,
    trust: { ...plain(item.trust), name: longName('Strandholme and the Outer Sands Hospitals ') },
    site: { ...plain(item.site), name: longName('Queen Wilhelmina Memorial Infirmary ') },
    owner: longName('Research partnerships and early support team '),
    region: 'North East and Yorkshire',
    queue: 'regressed',
    closedGates: gates,
    ...{ stage: 1, index: 84, upper: 99, band: null, provisional: true, inUseWithoutClearance: true },
    headline: `In use without clearance: blocked by ${gates.slice(0, 5).join(` ${subject}, `)} and 11 more gates. GV-09 ${subject} passes conditionally until 30 June 2027. Index 84 of 100 (could be 99 when the 31 unknown answers are known), provisional.`,
    place: {
      ...(item.place as NonNullable<PortfolioItem['place']>),
      reason: `GV-09 ${subject} lapsed on 27 September 2026; 12 other gates have closed too; the tool is in use without clearance.`,
      advice: `Call today: the trust has to pause use, or record the clinical safety officer's and SIRO's decision. You could begin with GV-09 (${title}).`,
      escalate: "the trust's senior information risk owner (SIRO) or its regional network",
      vendorActions: Array.from({ length: 30 }, (_, i) => waiting(`VS-${String(i + 10)}`)) as never,
    },
    goLive: { ifNothingSlips: '2027-09-27', p50: '2028-09-27', p90: null, madeOn: '2026-09-27' },
    targetDate: '2027-09-27',
    vendorHours: 269,
    tier: 'Intensive',
    lapsing: gates.map((id) => ({ id, until: '2026-12-27' })),
    openPromises: { count: 12, overdue: 11, nextDueOn: '2026-09-27' },
    lastContact: { kind: 'training', on: '2026-09-27' } as never,
    change: {
      ...(few.items.find(({ change }) => change !== null)?.change as NonNullable<PortfolioItem['change']>),
      sentence: `Stage 3 to 1; ${gates.join(', ')} closed; from Self-serve to Regressed; index −14; upper bound −12; go-live (P50) forty-two weeks later; evidence for GV-05 lapses on 27 December 2026, and fifteen more soon after.`,
    },
  };
}

function many(sites: number): CohortReportInput {
  const [first] = few.items as [PortfolioItem, ...PortfolioItem[]];
  const items = Array.from({ length: sites }, (_, i) => crowded(first, i));
  const [hours] = few.allocation.allocation.sites;
  const [planned] = few.allocation.sites;
  if (hours === undefined || planned === undefined) throw new Error('no hours');
  const reason =
    '16 extra hours a week bring go-live forward by about 112 weeks, 8 would bring about 101 weeks less, but the hours do more at other sites, and the floor for small teams keeps them here.';
  const [barrier] = few.cohort.barriers.questions;
  const [factor] = few.cohort.factors;
  if (barrier === undefined || factor === undefined) throw new Error('no barriers');
  return {
    ...few,
    items,
    cohort: {
      ...plain(few.cohort),
      barriers: {
        ...plain(few.cohort.barriers),
        questions: Array.from({ length: 9 }, () => ({
          ...plain(barrier),
          sentence: `112 of 200 sites wait on GV-04 local clinical safety case: complete the local clinical safety case and have it signed, for all of them at once, to remove 1,243 critical weeks.`,
        })),
      },
      factors: catalogue.tools.map(({ id }) => ({ ...plain(factor), toolId: id })),
    },
    filters: [
      'tool',
      'region',
      'network',
      'stage',
      'queue',
      'owner',
      'closed gate',
      'band',
      'words in their names',
      'status',
    ],
    allocation: {
      ...plain(few.allocation),
      allocation: {
        ...few.allocation.allocation,
        sites: items.map(({ deploymentId }) => ({
          ...hours,
          id: deploymentId,
          extraHours: 16,
          hoursPerWeek: 16.5,
          gainWeeks: 112,
          reason,
        })),
      },
      sites: items.map(({ deploymentId, site, trust }) => ({ ...plain(planned), deploymentId, site, trust })),
    },
  };
}

describe('the pages of the report on a portfolio', () => {
  it('should be two for all sites and one for each when there is as much to say as there can be', async () => {
    const report = await read(many(7));
    expect(report.pages).toHaveLength(9);
    const headings = findTags(report.tree, 'H2');
    expect(headings.map(({ pages }) => pages)).toEqual([[1], [2], [3], [4], [5], [6], [7], [8], [9]]);
    expect(report.tagged).toBe(true);
  });

  it('should name every closed gate of a crowded site, and say how many actions are left out', async () => {
    const [, , ...sites] = seen(await read(many(2)));
    for (const page of sites) {
      for (const gate of catalogue.instrument.questions.filter((question) => question.gate !== undefined)) {
        expect(page).toContain(gate.id);
      }
      const shown = page.match(/VS-\d\d /g)?.length ?? 0;
      expect(shown).toBeGreaterThan(0);
      expect(page).toContain(`What the team can do now: ${String(shown)} of 30 actions`);
      expect(page).toMatch(/84 of 100.*it opens no gate, and \d+ gates are closed/);
      expect(page).not.toMatch(/(?<!not )\bready\b|Strong/i);
    }
  });

  it('should say of a site without a submission that nothing can be said, and name everything where there is room', async () => {
    const pages = seen(await read(few));
    expect(pages).toHaveLength(2 + few.items.length);
    const silent = pages[2 + few.items.findIndex(({ snapshotId }) => snapshotId === null)] ?? '';
    expect(silent).toContain('Nothing was submitted yet, so nothing can be said of this site.');
    expect(silent).toContain('Ask the site how far it is');
    expect(silent).toContain('Closed gates Not known yet');
    const waiting = few.items.findIndex(({ closedGates }) => closedGates.length > 0);
    const subjects = new Map(catalogue.instrument.questions.map(({ id, subject }) => [id, subject]));
    for (const id of few.items[waiting]?.closedGates ?? []) {
      expect(pages[2 + waiting]).toContain(`${id} ${subjects.get(id) ?? ''}`);
    }
  });
});
