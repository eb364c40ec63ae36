import type { Action, Instrument, Question } from '../contracts/instrument.js';
import type { SupportPlan } from '../contracts/plan.js';
import type {
  BarrierCount,
  BarrierOwner,
  Barriers,
  QuestionBarrier,
  SiteBarrier,
  ThemeBarrier,
} from '../contracts/portfolio.js';
import type { CompiledInstrument } from '../instrument/compile.js';
import { counted, lowered } from './phrases.js';
import { isVendorAction } from './vendor-actions.js';

/** What is left to do at one site. */
export interface SiteWithBarriers {
  /** Id of the site, or of its deployment where a site has several; the same id twice is one site */
  readonly id: string;
  readonly barriers: readonly SiteBarrier[];
}

/** The parts of an instrument that name barriers. For sites of several versions: the union of theirs. */
export type BarrierNames = Pick<Instrument, 'questions' | 'themes' | 'actions'>;

/**
 * What one site waits on, a question each, in the plan's order of start. Finding something out and then closing its gap are
 * one barrier with the weeks of both.
 */
export function siteBarriersOf({ actions }: Pick<SupportPlan, 'actions'>, compiled: CompiledInstrument): SiteBarrier[] {
  const barriers = new Map<string, SiteBarrier>();
  for (const action of actions) {
    const { questionId, leadWeeks, critical } = action;
    const own = {
      questionId,
      weeks: leadWeeks,
      criticalWeeks: critical ? leadWeeks : 0,
      vendor: isVendorAction(compiled, action),
    };
    barriers.set(questionId, together(barriers.get(questionId), own));
  }
  return [...barriers.values()];
}

/**
 * What many sites wait on, by question and by theme (method, section 8).
 *
 * @throws RangeError for a barrier of a question that the names do not hold, which would be missing from the counts
 */
export function barriersAcross(sites: readonly SiteWithBarriers[], names: BarrierNames): Barriers {
  const ids = [...new Set(sites.map(({ id }) => id))].sort();
  const of = ids.length;
  const waiting = waitingByQuestion(sites, ids);
  const known = new Map(names.questions.map((question) => [question.id, question]));
  const actions = new Map(names.actions.map((action) => [action.id, action]));
  const questions = [...waiting]
    .map(([id, atSites]): QuestionBarrier => {
      const [question, action] = [known.get(id), actions.get(id)];
      if (question === undefined || action === undefined) throw new RangeError(`No question and action named ${id}`);
      return questionBarrier(question, action, countOf([atSites], ids));
    })
    .sort(byWeight);
  const themes = names.themes.flatMap(({ id, name }): ThemeBarrier[] => {
    const own = questions.filter((question) => question.themes.includes(id));
    if (own.length === 0) return [];
    const count = countOf(
      own.map((question) => waiting.get(question.id) as SitesWaiting),
      ids,
    );
    return [
      {
        id,
        name,
        ...count,
        questions: own.map((question) => question.id),
        sentence: themeSentence(id, name, count, own),
      },
    ];
  });
  return { of, questions, themes: themes.sort(byWeight) };
}

/** What is left of one question, by the place of the site among the sorted ids: thousands of sites have plain numbers. */
interface SitesWaiting {
  readonly weeks: Float64Array;
  readonly criticalWeeks: Float64Array;
  /** Whose turn it is; 0 where the site does not wait on it */
  readonly turn: Uint8Array;
}

const [TRUST, VENDOR] = [1, 2];

function waitingByQuestion(sites: readonly SiteWithBarriers[], ids: readonly string[]): Map<string, SitesWaiting> {
  const places = new Map(ids.map((id, place) => [id, place]));
  const waiting = new Map<string, SitesWaiting>();
  for (const { id, barriers } of sites) {
    const place = places.get(id) as number;
    for (const { questionId, weeks, criticalWeeks, vendor } of barriers) {
      let atSites = waiting.get(questionId);
      if (atSites === undefined) {
        atSites = nobodyWaiting(ids.length);
        waiting.set(questionId, atSites);
      }
      atSites.weeks[place] = (atSites.weeks[place] as number) + weeks;
      atSites.criticalWeeks[place] = (atSites.criticalWeeks[place] as number) + criticalWeeks;
      atSites.turn[place] = Math.max(atSites.turn[place] as number, vendor ? VENDOR : TRUST);
    }
  }
  return waiting;
}

function nobodyWaiting(sites: number): SitesWaiting {
  return { weeks: new Float64Array(sites), criticalWeeks: new Float64Array(sites), turn: new Uint8Array(sites) };
}

function together(first: SiteBarrier | undefined, second: SiteBarrier): SiteBarrier {
  return {
    questionId: second.questionId,
    weeks: (first?.weeks ?? 0) + second.weeks,
    criticalWeeks: (first?.criticalWeeks ?? 0) + second.criticalWeeks,
    vendor: first?.vendor === true || second.vendor,
  };
}

/** @param ids of all sites, sorted */
function countOf(questions: readonly SitesWaiting[], ids: readonly string[]): BarrierCount {
  const siteIds: string[] = [];
  const sum = { weeks: 0, criticalWeeks: 0, criticalSites: 0, vendorSites: 0 };
  const turns = new Set<number>();
  ids.forEach((id, place) => {
    let [turn, critical] = [0, 0];
    for (const atSites of questions) {
      const own = atSites.turn[place] as number;
      if (own === 0) continue;
      turns.add(own);
      turn = Math.max(turn, own);
      critical += atSites.criticalWeeks[place] as number;
      sum.weeks += atSites.weeks[place] as number;
    }
    if (turn === 0) return;
    siteIds.push(id);
    sum.criticalWeeks += critical;
    if (critical > 0) sum.criticalSites += 1;
    if (turn === VENDOR) sum.vendorSites += 1;
  });
  return { sites: siteIds.length, of: ids.length, siteIds, ...sum, owner: ownerOf(turns) };
}

function ownerOf(turns: ReadonlySet<number>): BarrierOwner {
  if (!turns.has(TRUST)) return 'vendor';
  return turns.has(VENDOR) ? 'both' : 'trust';
}

function questionBarrier(
  { id, subject, domain, gate, themes }: Question,
  { title }: Action,
  count: BarrierCount,
): QuestionBarrier {
  const sentence = `${waits(count)} on ${id} ${subject}: ${fix(count, title)}.`;
  return { id, subject, domain, gate: gate?.kind ?? null, themes, action: title, ...count, sentence };
}

function fix({ sites, criticalWeeks }: BarrierCount, title: string): string {
  const done = `${lowered(title)}${sites === 1 ? '' : ', for all of them at once'}`;
  return criticalWeeks === 0
    ? `${done}; it is on no critical path, so no go-live comes forward`
    : `${done}, to remove ${counted(criticalWeeks, 'critical week')}`;
}

function themeSentence(id: string, name: string, count: BarrierCount, questions: readonly QuestionBarrier[]): string {
  const { criticalWeeks, owner } = count;
  const [first] = questions as readonly [QuestionBarrier, ...QuestionBarrier[]];
  const most =
    questions.length === 1 ? `all for ${first.id} ${first.subject}` : `above all for ${first.id} ${first.subject}`;
  const weeks =
    criticalWeeks === 0
      ? `${counted(count.weeks, 'week')} of work, none of it on a critical path`
      : `${counted(criticalWeeks, 'critical week')}, ${most}`;
  return `${waits(count)} on "${name}" (${id}): ${weeks}; ${TURNS[owner]}.`;
}

const TURNS: Readonly<Record<BarrierOwner, string>> = {
  vendor: 'all of it is yours to move',
  trust: "all of it is the trusts' to move",
  both: "some of it is yours to move, the rest the trusts'",
};

function waits({ sites, of }: BarrierCount): string {
  return `${String(sites)} of ${counted(of, 'site')} ${sites === 1 ? 'waits' : 'wait'}`;
}

/** Most critical weeks first, then most sites, then id. */
function byWeight(a: BarrierCount & { readonly id: string }, b: BarrierCount & { readonly id: string }): number {
  return b.criticalWeeks - a.criticalWeeks || b.sites - a.sites || (a.id < b.id ? -1 : 1);
}
